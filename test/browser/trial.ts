import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { demoOrganisation } from '../../src/instance.js';
import { RunningInstance } from '../demo/running-instance.js';
import { openChromium, Visit } from './visit.js';

interface Card {
  person: { id: string };
  employments: { id: string; state: string }[];
}

/** An instance with the demo organisation, and the people who come to it, each at a browser of their own. */
export class Trial {
  private constructor(
    readonly instance: RunningInstance,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Trial> {
    return new Trial(...(await Promise.all([RunningInstance.start(['all']), openChromium()])));
  }

  /** Signed in as the one whom config/demo.yaml features as `part`, or has by that name; or anybody by HSA-id. */
  async signedIn(part: string, more?: BrowserContextOptions): Promise<Visit> {
    const visit = await Visit.start(this.browser, this.instance.address, more);
    await visit.signIn(part.startsWith('SE') ? part : hsaIdOf(part));
    return visit;
  }

  /** What a page asks or sends, where the page itself is pressed in another journey. */
  async call<Body>(visit: Visit, path: string, body?: object): Promise<Body> {
    const address = `${this.instance.address}/api${path}`;
    const headers = { 'sec-fetch-site': 'same-origin' };
    const { request } = visit.page;
    const answer = await (body ? request.post(address, { headers, data: body }) : request.get(address));
    const text = await answer.text();
    expect([path, answer.ok(), text]).toEqual([path, true, text]);
    return JSON.parse(text) as Body;
  }

  /** Asks for a role as the page does, for one of the asker's people or themselves; the request's id. */
  async ask(
    asker: Visit,
    name: string | null,
    days: number,
    roleName = 'Treserva planering',
  ): Promise<string> {
    const found = name
      ? await this.call<{ items: { id: string }[] }>(
          asker,
          `/people?scope=staff&q=${encodeURIComponent(name)}`,
        )
      : null;
    const card = await this.call<Card>(asker, found ? `/people/${found.items[0]?.id ?? ''}` : '/people/me');
    const wanted = {
      personId: card.person.id,
      employmentId: card.employments.find(({ state }) => state === 'in-force')?.id ?? '',
    };
    const { items } = await this.call<{ items: { id: string; name: string }[] }>(
      asker,
      `/requests/roles?${new URLSearchParams(wanted).toString()}`,
    );
    const { id } = await this.call<{ id: string }>(asker, '/requests', {
      ...wanted,
      roleId: items.find((role) => role.name === roleName)?.id,
      assessment: {
        need: 'Planerar enhetens insatser på helgerna.',
        data: 'Planerade insatser för enhetens brukare.',
        riskTooWide: 'Ser planering som inte rör arbetet.',
        riskTooNarrow: 'Insatser blir inte planerade i tid.',
        days,
        deviationReason: 'Planerar i samordnarens ställe på helgerna.',
      },
    });
    return id;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.instance.stop();
    this.instance.remove();
  }
}

/** A picture of the page as it stands, where somebody has asked for pictures. */
export async function picture(visit: Visit, name: string): Promise<void> {
  const folder = process.env['GRINDVAKT_PICTURES'];
  if (folder !== undefined) await visit.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

export function hsaIdOf(part: string): string {
  const person = demoOrganisation().featured.find(({ as, name }) => as === part || name === part);
  if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
  return person.hsaId;
}

/** Nothing in the way of anybody, on a desk and on a narrow phone. */
export async function look(visit: Visit): Promise<void> {
  for (const width of [1280, 320]) {
    await visit.page.setViewportSize({ width, height: 900 });
    const place = `${visit.page.url()} at ${String(width)}`;
    expect([place, await visit.barriers(), await visit.overflow()]).toEqual([place, [], 0]);
  }
  await visit.page.setViewportSize({ width: 1280, height: 900 });
}
