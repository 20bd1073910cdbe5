/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters --
   comparing two generic functions is how types are compared */

/** True where two types are the same, not merely assignable. */
export type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/** `expectType<Want>()(value)` does not compile unless the value has exactly this type. Never run. */
export function expectType<Want>(): <Got>(value: Got, ...same: Equal<Got, Want> extends true ? [] : [never]) => void {
  return () => undefined;
}
