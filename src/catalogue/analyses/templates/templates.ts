import type { DraftContent } from '../draft-content.js';
import { careTemplates } from './care-templates.js';
import { officeTemplates } from './office-templates.js';
import type { AnalysisTemplate } from './template.js';

/** Starts for common care roles, in the order that they are offered. */
export const templates: readonly AnalysisTemplate[] = [...careTemplates, ...officeTemplates];

export function templateOf(key: string): DraftContent | null {
  return templates.find((template) => template.key === key)?.content ?? null;
}
