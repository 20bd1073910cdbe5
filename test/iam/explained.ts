import { CONTROLS } from './controls.ts';
import type { Explanation } from './permissions.ts';

/** Denials that a deploy test provokes. Any other denial fails the run. */
export const DENIED_ON_PURPOSE: readonly Explanation[] = CONTROLS;

/** Grants that no deploy test uses. Any other unused grant fails the run, and so does a row that explains nothing. */
export const UNUSED: readonly Explanation[] = [];
