import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

interface FormConfig {
  readonly form: true;
}

const longest = 64 * 1024;

/**
 * A route that programs send forms to, as OAuth wants it: what is in the form proves who sent it and no cookie has any
 * say, so such a program need not tell where it comes from. No other route takes forms: a page of anybody's can send one.
 */
export const FormRoute = (): MethodDecorator => {
  const config: FormConfig = { form: true };
  return RouteConfig(config);
};

/** The route that matched takes forms; however its address was written. */
export function isFormRoute(request: FastifyRequest): boolean {
  const { config } = request.routeOptions;
  return typeof config === 'object' && 'form' in config;
}

class NoForms extends Error {
  readonly statusCode = 415;
  constructor() {
    super('This route takes no forms.');
  }
}

class TwiceNamed extends Error {
  readonly statusCode = 400;
  constructor(name: string) {
    super(`The form names ${name.slice(0, 50)} more than once.`);
  }
}

/** To be called before the routes are there. A field named twice is refused: which one counts is for nobody to guess. */
export function takeForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: longest },
    (request, body, done) => {
      if (!isFormRoute(request)) {
        done(new NoForms());
        return;
      }
      const fields = new Map<string, string>();
      for (const [name, value] of new URLSearchParams(String(body))) {
        if (fields.has(name)) {
          done(new TwiceNamed(name));
          return;
        }
        fields.set(name, value);
      }
      done(null, Object.fromEntries(fields));
    },
  );
}
