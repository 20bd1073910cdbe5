/** The memory of the function if the environment does not set it. This is the default of the stack. */
const DEFAULT_MEMORY_MB = 512;
/** The share of the memory for the heap of the child. The worker uses 150 MB, and a child 50 MB beyond its heap. */
const HEAP_SHARE = 0.3;

/**
 * Computes the limits of the child process that splits a body, so that worker and child fit into the function's memory.
 * @param memorySize - memory of the function in MB, from `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`
 */
export function childLimits(memorySize: string | undefined): { readonly heapMb: number; readonly deadlineMs: number } {
  return { heapMb: Math.floor(Number(memorySize ?? DEFAULT_MEMORY_MB) * HEAP_SHARE), deadlineMs: 20_000 };
}
