import path from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import {
  Logger,
  RequestMethod,
  StandardSchemaSerializerInterceptor,
  StandardSchemaValidationPipe,
  type DynamicModule,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Logger as PinoLogger } from 'nestjs-pino';
import type { Config } from '../config.js';
import { Metrics } from '../metrics.js';
import { Refused } from '../refused.js';
import { AnswerOnce } from './answer-once.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { isFormRoute, takeForms } from './form-route.js';
import { InvalidInput } from './invalid-input.js';
import { document } from './openapi.js';
import { servePages } from './pages.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { crossSiteRefusal } from './same-origin.js';
import { setSecurityHeaders } from './security-headers.js';
import { isSignedRoute, keepSignedBodies } from './signed-route.js';
import { StorableTextPipe } from './storable-text.pipe.js';

const megabyte = 1024 * 1024;
/** Beside dist/src, where the web is built to; there is none beside src, and then no pages are served. */
const builtPages = path.resolve(import.meta.dirname, '../../../web');

export interface CreateAppOptions {
  /** The built pages; `dist/web` unless told. */
  pages?: string;
}

/**
 * The service at its edge, not yet listening: whatever reaches a controller has passed the size limits, the origin
 * check, the session guard and its schema, and whatever leaves has passed its schema and carries the headers.
 * @param module the map of rooms; it must import PlatformModule
 */
export async function createApp(
  module: Type | DynamicModule,
  config: Config,
  options: CreateAppOptions = {},
): Promise<NestFastifyApplication> {
  const secure = config.http.publicUrl.startsWith('https://');
  const adapter = new FastifyAdapter({
    // Who asks is who connects; what a header says of it is believed of our own proxies alone.
    trustProxy: config.http.trustedProxies.length > 0 ? [...config.http.trustedProxies] : false,
    bodyLimit: megabyte,
    requestTimeout: 300_000,
    routerOptions: { maxParamLength: 200 },
    // A malformed address never reaches the framework, so it has to be answered here.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      setSecurityHeaders(reply, request.url, secure);
      sendProblem(reply, problemOf(error));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false, // Nest would take forms too; ours are JSON, and uploads by multipart
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(PinoLogger));
  await registerPlugins(app, config);
  refuseCrossSite(app, config);
  keepSignedBodies(app.getHttpAdapter().getInstance());
  takeForms(app.getHttpAdapter().getInstance());
  observe(app, secure);
  setPrefix(app);
  app.useGlobalPipes(
    new StorableTextPipe(),
    new StandardSchemaValidationPipe({ exceptionFactory: (issues) => InvalidInput.from(issues) }),
  );
  app.useGlobalInterceptors(
    new IdempotencyInterceptor(app.get(AnswerOnce)),
    new StandardSchemaSerializerInterceptor(app.get(Reflector)),
  );
  app.useGlobalFilters(new ProblemFilter());
  serveDocument(app);
  await servePages(app, options.pages ?? builtPages);
  return app;
}

/** The rooms' routes without their workings: nothing is connected to, nothing can be answered. */
export async function previewApp(module: Type | DynamicModule): Promise<INestApplication> {
  const app = await NestFactory.create(module, new FastifyAdapter(), {
    preview: true,
    logger: ['error', 'fatal'],
  });
  setPrefix(app);
  return app;
}

/** Everything is below /api but what keeps and watches the service. */
export function setPrefix(app: INestApplication): void {
  const outside = ['health/live', 'health/ready', 'metrics'];
  app.setGlobalPrefix('api', {
    exclude: outside.map((address) => ({ path: address, method: RequestMethod.GET })),
  });
}

async function registerPlugins(app: NestFastifyApplication, config: Config): Promise<void> {
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  await app.register(fastifyCookie);
  const largest = Math.max(1, ...config.hr.sources.map((source) => source.maxFileMegabytes));
  await app.register(fastifyMultipart, {
    throwFileSizeLimit: true,
    limits: {
      fileSize: largest * megabyte,
      files: 10,
      fields: 20,
      fieldSize: 100_000,
      parts: 30,
      headerPairs: 50,
    },
  });
}

/** Before anything is read or asked, and for every address there is: as a guard it would see Nest's routes only. */
function refuseCrossSite(app: NestFastifyApplication, config: Config): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      // A program's signed message carries its own proof and no cookie counts; a browser is asked all the same.
      const isProgram =
        (isSignedRoute(request) || isFormRoute(request)) && request.headers['sec-fetch-site'] === undefined;
      const refusal = isProgram ? null : crossSiteRefusal(request, config.http.publicUrl);
      if (refusal) sendProblem(reply, problemOf(new Refused(refusal)));
      else done();
    });
}

/** Headers on every answer; a figure and, in production, a line for every request, without its address's query. */
function observe(app: NestFastifyApplication, secure: boolean): void {
  const log = new Logger('Http');
  const metrics = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', (request, reply, payload, done) => {
    setSecurityHeaders(reply, request.url, secure);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    const ms = Math.round(reply.elapsedTime);
    log.log({ method: request.method, route, status: reply.statusCode, ms }, 'request');
    done();
  });
}

/** Made at the first asking: an instance that nobody asks spends nothing on it. */
function serveDocument(app: NestFastifyApplication): void {
  let made: OpenAPIObject | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/openapi.json', () => (made ??= document(app)));
}
