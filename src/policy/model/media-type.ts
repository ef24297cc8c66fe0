/** Kinds of file that can come with a request. */
export const mediaTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
export type MediaType = (typeof mediaTypes)[number];
