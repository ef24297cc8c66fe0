import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import { RegisterGrounds } from './register-grounds.js';
import { SelectorsStore, type SelectorWords } from './selectors.store.js';

/** For those who write people selectors: the organisation's words for them, and how many people one meets. */
@Injectable()
export class ReadSelectors {
  constructor(
    private readonly clock: Clock,
    private readonly grounds: RegisterGrounds,
    private readonly store: SelectorsStore,
  ) {}

  /** @throws Refused not-allowed */
  async words(reader: Reader, actor: PersonActor): Promise<SelectorWords> {
    await this.#require(reader, actor);
    return this.store.words(reader);
  }

  /** Counts the protected for those alone who may know of them (invariant 10). @throws Refused not-allowed */
  async count(reader: Reader, actor: PersonActor, selector: PeopleSelector): Promise<{ people: number }> {
    const grounds = await this.#require(reader, actor);
    const seesProtected = may('person.unmask', grounds, 'person') === null;
    return { people: await this.store.count(reader, selector, this.clock.today(), seesProtected) };
  }

  async #require(reader: Reader, actor: PersonActor): Promise<Set<Ground>> {
    const grounds = await this.grounds.of(reader, actor.personId, this.clock.now());
    const barred = may('selector.use', grounds, 'selector');
    if (barred) throw new Refused(barred);
    return grounds;
  }
}
