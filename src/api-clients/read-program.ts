import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { ClientCertificate } from '../platform/http/client-certificate.js';
import type { ApiScope } from '../policy/api/scopes.js';
import { ApiClientsStore } from './api-clients.store.js';
import { digestOf } from './issue-token.js';

/** A program that has shown a token that counts. */
export interface Program {
  readonly id: string;
  readonly name: string;
  /** The HR source that it speaks for, where the scope needs one. */
  readonly hrSource: string | null;
}

/** Which program sends a request, asked of the database each time: a client that is disabled is out at once. */
@Injectable()
export class ReadProgram {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ApiClientsStore,
    private readonly certificate: ClientCertificate,
  ) {}

  /** Null: no token, none that counts, not for this scope, or of another certificate than it was given to. */
  async run(request: FastifyRequest, scope: ApiScope): Promise<Program | null> {
    const bearer = /^Bearer ([\w-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return null;
    const now = this.clock.now();
    const found = await this.store.byToken(this.database, digestOf(bearer), now, this.clock.today());
    if (!found?.given.includes(scope) || !found.scopes.includes(scope)) return null;
    if (found.thumbprint !== null) {
      const shown = this.certificate.thumbprintOf(request, now);
      if (shown?.equals(found.thumbprint) !== true) return null;
    }
    return { id: found.id, name: found.name, hrSource: found.hrSource };
  }
}
