import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Employment } from '../policy/model/people.js';
import { PeopleStore } from './people.store.js';
import type { EmploymentView } from './people.schema.js';
import { PersonCardStore, type EmploymentDetail } from './person-card.store.js';
import { ReadWho, type Viewer, type Who } from './read-who.js';

/** Stand where a unit's id and name are withheld along with a protected person's name (invariant 10). */
const hiddenUnitId = '00000000-0000-0000-0000-000000000000';
const hiddenUnit: Readonly<Record<Language, string>> = { sv: 'Skyddad enhet', en: 'Protected unit' };

/** The unit as this viewer may see it next to this person. */
export function unitBeside(person: Who, unit: { id: string; name: string }): { id: string; name: string } {
  return person.withheld ? { id: hiddenUnitId, name: hiddenUnit[person.withheld] } : unit;
}

/** Persons' employments, as policy takes them and as pages show them. */
@Injectable()
export class ReadPeople {
  constructor(
    private readonly store: PeopleStore,
    private readonly card: PersonCardStore,
    private readonly who: ReadWho,
  ) {}

  /** Every employment of these persons, past and coming ones too, by person and start. */
  async employmentsOf(reader: Reader, personIds: readonly string[]): Promise<Employment[]> {
    return personIds.length > 0 ? this.store.employmentsOf(reader, personIds) : [];
  }

  async employment(reader: Reader, employmentId: string): Promise<Employment | null> {
    return this.store.employment(reader, employmentId);
  }

  /** Employments by id, for pages. */
  async employmentViews(
    reader: Reader,
    viewer: Viewer,
    employmentIds: readonly string[],
  ): Promise<Map<string, EmploymentView>> {
    const ids = [...new Set(employmentIds)];
    const details = ids.length > 0 ? await this.card.employments(reader, { ids }, viewer.today) : [];
    return new Map((await this.viewsOf(reader, viewer, details)).map((view) => [view.id, view]));
  }

  /** In the order given. */
  async viewsOf(
    reader: Reader,
    viewer: Viewer,
    details: readonly EmploymentDetail[],
  ): Promise<EmploymentView[]> {
    const whoIs = await this.who.run(
      reader,
      viewer,
      details.flatMap((d) => [d.personId, d.managerId]),
    );
    return details.map((d) => {
      const person = whoIs(d.personId);
      return {
        id: d.id,
        unit: unitBeside(person, { id: d.unitId, name: d.unitName }),
        title: d.title,
        kind: d.kind === 'substitute' ? 'fixed-term' : d.kind,
        from: d.from,
        to: d.to,
        state: d.state,
        main: d.main,
        manager: person.withheld || d.managerId === null ? null : whoIs(d.managerId),
        onLeave: d.onLeave,
        leave: person.withheld ? null : d.leave,
      };
    });
  }
}
