import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The languages every text of the product exists in; Swedish when nothing else is asked for. */
export type Language = 'sv' | 'en';

/** Of `sv` and `en`, the one an Accept-Language header prefers (RFC 9110, 12.5.4). */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'sv', weight: 0 };
  for (const part of (header ?? '').split(',').slice(0, 20)) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = /^(sv|en)(-|$)/.exec(tag)?.[1];
    const quality = parameters.map((p) => /^\s*q=([0-9.]+)$/.exec(p)?.[1]).find((q) => q !== undefined);
    const weight = quality === undefined ? 1 : Number(quality);
    if ((language === 'sv' || language === 'en') && weight > best.weight) best = { language, weight };
  }
  return best.language;
}

/** The language the caller wants its sentences in. */
export const WantedLanguage = createParamDecorator((_: unknown, context: ExecutionContext): Language => {
  return languageOf(context.switchToHttp().getRequest<FastifyRequest>().headers['accept-language']);
});
