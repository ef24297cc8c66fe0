import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { DeliveryFault } from '../../connectors/hr-reader.js';
import { tableReader, type TableReader } from '../../connectors/table-reader.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { CompletionsSource } from '../../platform/config-prerequisites.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import {
  noCompletions,
  type CompletionChannel,
  type CompletionOutcome,
  type CompletionResult,
} from './completion-result.js';
import { completionLines, type SentCompletion } from './completion-lines.js';
import { CompletionsStore } from './completions.store.js';
import { FollowFacts } from '../following/follow-facts.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';

export interface CompletionsInput {
  /** A configured source; may be left out when there is only one. */
  source?: string | undefined;
  channel: CompletionChannel;
  dryRun?: boolean | undefined;
  /** A file as it was sent, or completions one by one. */
  content: { name: string; path: string } | readonly SentCompletion[];
}

export interface TakenCompletions {
  id: string;
  outcome: CompletionOutcome;
  result: CompletionResult;
}

const mostAsides = 10_000;
/** More than half of so many lines wrong: another file, not some mistakes. */
const someMistakes = 100;

/**
 * Takes in course completions (H10.2.1–H10.2.2): what is new is kept, the newest counts whatever order deliveries
 * come in, and access that rested for want of a course works again in the same transaction. The same delivery again
 * changes nothing. The number of statements does not depend on the number of lines.
 */
@Injectable()
export class TakeCompletions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CompletionsStore,
    private readonly writes: PrerequisiteWritesStore,
    private readonly follow: FollowFacts,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
    @Inject(tableReader) private readonly reader: TableReader,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** What is wrong with the delivery is a result. @throws Refused 'unknown-source', 'not-allowed', 'import-running' */
  async run(actor: Actor, input: CompletionsInput): Promise<TakenCompletions> {
    await this.authorise(actor);
    const source = this.#source(input.source);
    const { channel, dryRun = false } = input;
    const id = await this.store.start(this.database, {
      source: source.id,
      channel,
      dryRun,
      startedBy: actor.kind === 'person' ? actor.personId : null,
      at: this.clock.now(),
    });
    try {
      return await this.#take(actor, id, source, { ...input, dryRun });
    } catch (error) {
      if (error instanceof DeliveryFault) return await this.#rejected(actor, id, source, channel, error);
      // An import that is not going on must not look as if it were.
      await this.store.forget(this.database, id).catch(() => undefined);
      throw error;
    }
  }

  /** The machine's operator has the machine itself; a person needs the right. @throws Refused */
  async authorise(actor: Actor): Promise<void> {
    if (actor.kind !== 'person') return;
    const standing = await this.standing.run(this.database, actor.personId, this.clock.now());
    const refusal = may('completions.import', standing, 'import');
    if (refusal) throw new Refused(refusal);
  }

  async hasTaken(): Promise<boolean> {
    return this.store.hasAny(this.database);
  }

  async #take(
    actor: Actor,
    id: string,
    source: CompletionsSource,
    input: CompletionsInput & { dryRun: boolean },
  ): Promise<TakenCompletions> {
    const { content, dryRun, channel } = input;
    const opened = 'path' in content ? await this.reader.open(content, source) : content;
    return this.database.transaction(async (tx) => {
      if (!(await this.store.claim(tx)))
        throw Refused.because('import-running', 'Another delivery of completions is being taken in.');
      const now = this.clock.now();
      const today = dayOf(now);
      await this.store.endInterrupted(tx, id, now, { ...noCompletions(), rejection: interrupted });
      await this.store.copyRows(tx, completionLines(opened, source, today));
      await this.store.resolve(tx, source, source.columns);
      const result = noCompletions();
      const { read, asides, repeated, first } = await this.store.figures(tx);
      result.rows = { ...result.rows, read, repeated, quarantined: asides };
      const file = 'path' in content ? content.name : null;
      if (asides > someMistakes && asides * 2 > read)
        throw new DeliveryFault(
          'mostly-wrong',
          `${String(asides)} of ${String(read)} lines cannot be used.`,
          file,
          first,
        );
      if (dryRun) await this.store.trial(tx, 'begin');
      await this.#apply(tx, actor, id, result, now, today);
      if (dryRun) await this.store.trial(tx, 'undo');
      await this.store.writeAsides(tx, id, mostAsides);
      const digest =
        'digest' in opened ? opened.digest : createHash('sha256').update(JSON.stringify(opened)).digest();
      return this.#finish(tx, actor, id, source, channel, dryRun ? 'dry-run' : 'applied', result, digest);
    });
  }

  async #apply(
    tx: Tx,
    actor: Actor,
    id: string,
    result: CompletionResult,
    now: Date,
    today: Day,
  ): Promise<void> {
    await this.store.lockKnown(tx);
    const { rows } = result;
    rows.new = await this.store.keep(tx, id, actor.kind === 'person' ? actor.personId : null, now);
    rows.known = rows.read - rows.quarantined - rows.repeated - rows.new;
    result.changes.persons = await this.store.stand(tx);
    const wrong = await this.writes.restingWrongly(tx, today, 'completion_touched');
    if (wrong.length > 0) await this.follow.run(tx, actor, wrong, now);
    result.changes.mended = wrong.length;
  }

  async #rejected(
    actor: Actor,
    id: string,
    source: CompletionsSource,
    channel: CompletionChannel,
    fault: DeliveryFault,
  ): Promise<TakenCompletions> {
    const { code, message: detail, file, line } = fault;
    const result = { ...noCompletions(), rejection: { code, detail, file, line } };
    return this.database.transaction((tx) =>
      this.#finish(tx, actor, id, source, channel, 'rejected', result, null),
    );
  }

  async #finish(
    tx: Tx,
    actor: Actor,
    id: string,
    source: CompletionsSource,
    channel: CompletionChannel,
    outcome: CompletionOutcome,
    result: CompletionResult,
    digest: Buffer | null,
  ): Promise<TakenCompletions> {
    await this.store.finish(tx, id, { state: outcome, at: this.clock.now(), digest, result });
    await this.audit.run(tx, actor, [
      {
        action: `completions.${outcome === 'dry-run' ? 'tried' : outcome}`,
        objectKind: 'completion-import',
        objectId: id,
        detail: {
          source: source.id,
          channel,
          ...result.rows,
          ...result.changes,
          ...(result.rejection ? { rejection: result.rejection.code } : {}),
        },
      },
    ]);
    return { id, outcome, result };
  }

  #source(id: string | undefined): CompletionsSource {
    const { completions } = this.config.prerequisites;
    const found =
      id === undefined && completions.length === 1 ? completions[0] : completions.find((s) => s.id === id);
    if (found) return found;
    const known = completions.map((s) => s.id).join(', ') || 'none';
    throw Refused.because(
      'unknown-source',
      `There is no source of completions ${id ?? '(not named)'}; configured: ${known}.`,
      { pointer: '/source' },
    );
  }
}

const interrupted = {
  code: 'interrupted',
  detail: 'The service ended while the delivery was taken in; nothing of it was used.',
  file: null,
  line: null,
} as const;
