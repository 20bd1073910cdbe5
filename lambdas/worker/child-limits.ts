/** A function's memory where nothing says it: that of the stack by default. */
const DEFAULT_MEMORY_MB = 512;
/** The child's share of the function's memory. The worker itself takes 150 MB, a child 50 MB besides its heap. */
const HEAP_SHARE = 0.3;

/**
 * Limits of the process that splits a body, which fit beside the worker in the function's memory.
 * @param memorySize - the function's, as Lambda says it in `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`
 */
export function childLimits(memorySize: string | undefined): { readonly heapMb: number; readonly deadlineMs: number } {
  return { heapMb: Math.floor(Number(memorySize ?? DEFAULT_MEMORY_MB) * HEAP_SHARE), deadlineMs: 20_000 };
}
