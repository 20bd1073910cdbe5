/** An object with this in its key kills the worker under test that takes it on before it splits bodies apart. */
export const KILLS = 'kills-the-parser';
