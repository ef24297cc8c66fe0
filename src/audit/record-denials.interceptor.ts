import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { from, throwError, type Observable } from 'rxjs';
import { catchError, mergeMap } from 'rxjs/operators';
import { z } from 'zod';
import { Database } from '../platform/database.js';
import type { SignedInRequest } from '../platform/http/actor.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { RefusalCode } from '../policy/model/refusal.js';
import { RecordEntries } from './record-entries.js';

/** Refusals that say somebody reached for what is not theirs; the others are mistakes, races and rules of form. */
const telling: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'not-allowed',
  'not-found',
  'insufficient-assurance',
  'own-approval',
  'own-review',
  'own-termination',
  'cannot-widen',
  'not-eligible',
  'import-same-person',
  'own-prerequisite',
]);

/**
 * An attempt is evidence too (ASVS 16.3.2): whoever is refused what is not theirs leaves an entry, whatever the verb, in
 * a transaction of its own since the verb's was undone. An entry that cannot be written changes no refusal.
 */
@Injectable()
export class RecordDenials implements NestInterceptor {
  readonly #log = new Logger('RecordDenials');

  constructor(
    private readonly database: Database,
    private readonly audit: RecordEntries,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const { actor } = request;
    if (!actor) return next.handle();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof Refused) || !telling.has(error.refusal.code)) return throwError(() => error);
        return from(this.#record(actor, request, error)).pipe(mergeMap(() => throwError(() => error)));
      }),
    );
  }

  async #record(actor: PersonActor, request: SignedInRequest, { refusal }: Refused): Promise<void> {
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const object = z.object({ id: z.uuid() }).safeParse(request.params);
    try {
      await this.database.transaction((tx) =>
        this.audit.run(tx, actor, [
          {
            action: 'access.denied',
            objectKind: 'route',
            objectId: object.success ? object.data.id : null,
            reason: refusal.code,
            detail: { route },
          },
        ]),
      );
    } catch (error) {
      this.#log.error({ err: error, route }, 'a denial could not be recorded');
    }
  }
}
