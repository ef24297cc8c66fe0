/** What a record of an HR system can be recognised by, the surest first by default. */
export const correlationKeys = ['personalNumber', 'hsaId', 'employeeNumber'] as const;
export type CorrelationKey = (typeof correlationKeys)[number];
