import { z } from 'zod';

const text = z.string().trim().min(1).max(120);
const step = z.strictObject({ sv: text, en: text });
const scale = z.array(step).min(2).max(10);

const usual = {
  confidentiality: [
    { sv: 'Öppen för alla', en: 'Open to all' },
    { sv: 'Begränsad skada', en: 'Limited harm' },
    { sv: 'Märkbar skada', en: 'Noticeable harm' },
    { sv: 'Allvarlig skada', en: 'Serious harm' },
    { sv: 'Synnerligen allvarlig skada', en: 'Exceptionally serious harm' },
  ],
  integrity: [
    { sv: 'Fel spelar ingen roll', en: 'Errors do not matter' },
    { sv: 'Fel märks och rättas', en: 'Errors are noticed and mended' },
    { sv: 'Fel stör verksamheten', en: 'Errors disturb the work' },
    { sv: 'Fel skadar enskilda', en: 'Errors harm people' },
    { sv: 'Fel kan kosta liv', en: 'Errors may cost lives' },
  ],
  availability: [
    { sv: 'Får vara borta i veckor', en: 'May be away for weeks' },
    { sv: 'Får vara borta i dagar', en: 'May be away for days' },
    { sv: 'Får vara borta en dag', en: 'May be away for a day' },
    { sv: 'Får vara borta en timme', en: 'May be away for an hour' },
    { sv: 'Får aldrig vara borta', en: 'May never be away' },
  ],
};

/** The register of systems: what the steps of K/R/T are called, from 0 up, and when systems are looked at again. */
export const catalogueConfigSchema = z.strictObject({
  scales: z.strictObject({ confidentiality: scale, integrity: scale, availability: scale }).default(usual),
  /** After so many months a system's classification is to be looked at again. */
  reviewMonths: z.int().min(1).max(60).default(12),
  /** Which new versions of a system open a review of all access to it, unless whoever orders one says otherwise. */
  reviewOnNewVersion: z.enum(['never', 'classification', 'always']).default('classification'),
  /** For how many days such a review is open. */
  reviewDays: z.int().min(1).max(180).default(30),
});
