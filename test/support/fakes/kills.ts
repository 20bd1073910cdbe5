/** Marks object keys. The worker under test dies when it starts to split a body with this in the key of its object. */
export const KILLS = 'kills-the-parser';
