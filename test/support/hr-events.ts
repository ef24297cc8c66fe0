import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type { answersSchema } from '../../src/lifecycle/intake/hr-events.schema.js';
import { hrEventsSchema } from '../../src/platform/config-hr-events.js';
import type { Edge } from './edge.js';
import { testNumber } from './hr-delivery.js';

export const eventSecret = 'prov-hemlighet-prov-hemlighet-prov-1';

/** How a source of the tests takes events: signed with `eventSecret`. */
export const someEvents = hrEventsSchema.parse({ secrets: [eventSecret] });

export interface Pushed {
  status: number;
  code?: string;
  items: z.output<typeof answersSchema>['items'];
  errors?: { pointer: string }[];
}

const events = path.resolve(import.meta.dirname, '../../config/demo-data/hr/events');

/** The text of the demo organisation's event with this number, as the HR system sends it. */
export function eventText(number: string): string {
  const name = readdirSync(events).find((file) => file.startsWith(`${number}-`));
  if (name === undefined) throw new Error(`there is no event ${number}`);
  return readFileSync(path.join(events, name), 'utf8');
}

export function signatureOf(body: string, at: Date, secret = eventSecret): string {
  const seconds = String(Math.floor(at.getTime() / 1000));
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Sends bytes as a program does, signed with the moment's time unless told otherwise. */
export async function push(
  edge: Edge,
  body: string,
  headers: Record<string, string> = { 'grindvakt-signature': signatureOf(body, edge.clock.now()) },
): Promise<Pushed> {
  const response = await fetch(`${edge.url}/api/hr/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const answer = (await response.json()) as Partial<Pushed>;
  return { items: [], ...answer, status: response.status };
}

let sent = 0;

/** A person of the department, as an event states them. */
export function told(
  n: number,
  at: string,
  employments: { number?: string; unit?: string; from?: string; to?: string | null; title?: string }[] = [{}],
  more: { type?: string; id?: string; from?: string } = {},
): string {
  sent += 1;
  return JSON.stringify({
    eventId: more.id ?? `e${String(sent)}`,
    type: more.type ?? 'Joiner',
    occurredAt: at,
    effectiveFrom: more.from ?? at.slice(0, 10),
    person: {
      personId: `P${String(n)}`,
      personNumber: testNumber(n),
      givenName: 'Test Ek',
      callName: 'Test',
      lastName: `Ek${String(n)}`,
      isClassified: false,
      email: `p${String(n)}@example.se`,
      hsaIds: [`SE5555555555-${String(n).padStart(4, '0')}`],
    },
    employments: employments.map((e) => ({
      employmentId: e.number ?? `A${String(n)}`,
      startDate: e.from ?? '2020-01-01',
      endDate: e.to ?? null,
      formOfEmploymentId: '1',
      title: e.title ?? 'Undersköterska',
      aid: '207011',
      orgId: e.unit ?? '110',
      fullTimeEquivalent: 100,
      isMainEmployment: true,
      isManager: false,
      eventType: more.type ?? 'Joiner',
    })),
  });
}
