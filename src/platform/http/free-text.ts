import { z } from 'zod';
import { holdsPersonalNumber } from '../../policy/model/personal-number-in-text.js';

/**
 * What somebody writes to explain themselves, without blanks around it. It is kept in the log for good, where no
 * personal number may stand (H13.2.2).
 * @param least letters, `most` letters
 */
export const freeText = (least: number, most: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((text) => !holdsPersonalNumber(text), 'holds a personal number: leave it out');
