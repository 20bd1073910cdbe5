/** Formats a number as `1,234`. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** Formats a count with its noun: `1 delivery`, `2 deliveries`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
