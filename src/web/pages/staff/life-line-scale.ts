import type { PersonCard } from '../../api/generated/types.gen.js';

type Event = PersonCard['timeline'][number];

interface Lane {
  id: string;
  name: string;
  state: 'coming' | 'in-force' | 'ended' | 'terminated';
  /** Per cent from the left edge. */
  from: number;
  width: number;
  /** Until further notice: drawn fading out to the right. */
  isOpen: boolean;
  /** The leave within the employment, when access rests. */
  rest: Span | null;
}

interface Span {
  from: number;
  width: number;
}

export interface LifeLineScale {
  ticks: { label: string; at: number }[];
  lanes: Lane[];
  /** Access that stayed in a unit after the person had left it. */
  tails: (Span & { id: string; unit: string | null })[];
  events: { id: string; kind: Event['kind']; at: number; day: string; text: string }[];
  today: number;
}

const DAY = 86_400_000;
const PAST_YEARS = 6;

/**
 * Where everything stands, in per cent. The picture spans from the first employment (at most six years back, so
 * that a long career does not squeeze last month to nothing) to half a year from `today` or the last known end.
 */
export function lifeLineOf(card: PersonCard, today: string): LifeLineScale {
  const now = at(today);
  const starts = card.employments.map(({ from }) => at(from));
  const ends = card.employments.flatMap(({ to }) => (to ? [at(to)] : []));
  const first = Math.max(Math.min(now - 90 * DAY, ...starts), now - PAST_YEARS * 365 * DAY);
  const latest = Math.max(
    now + 120 * DAY,
    ...ends.filter((to) => to < now + 3 * 365 * DAY).map((to) => to + 30 * DAY),
  );
  // Some air at the edges, so that what happened first and last is drawn whole.
  const start = first - (latest - first) * 0.025;
  const end = latest + (latest - first) * 0.02;
  const place = (time: number) =>
    round(((Math.min(Math.max(time, start), end) - start) / (end - start)) * 100);

  const span = (from: string, to: string | null): Span => {
    const begin = place(at(from));
    return { from: begin, width: Math.max(round((to ? place(at(to) + DAY) : 100) - begin), 0.8) };
  };

  const lanes = [...card.employments]
    .filter(({ to }) => !to || at(to) >= first)
    .sort((a, b) => a.from.localeCompare(b.from))
    .map((employment): Lane => {
      const from = place(at(employment.from));
      const to = employment.to ? place(at(employment.to)) : 100;
      return {
        id: employment.id,
        name: `${employment.title}, ${employment.unit.name}`,
        state: employment.state,
        from,
        width: Math.max(round(to - from), 0.8),
        isOpen: employment.to === null && employment.state === 'in-force',
        rest: restOf(employment, span),
      };
    });

  const events = card.timeline
    .filter((event) => at(event.at) >= first && at(event.at) <= end)
    .map((event, index) => ({
      id: `${event.at} ${index}`,
      kind: event.kind,
      at: place(at(event.at)),
      day: event.at,
      text: event.text,
    }));

  const tails = card.handovers
    .filter(({ to }) => !to || at(to) >= first)
    .map((one, index) => ({ id: `${one.from} ${index}`, unit: one.unit, ...span(one.from, one.to) }));

  return { ticks: ticksBetween(start, end, place), lanes, tails, events, today: place(now) };
}

/** The leave as far as it lies within the employment. */
function restOf(
  { leave, from, to }: PersonCard['employments'][number],
  span: (from: string, to: string | null) => Span,
): Span | null {
  if (!leave || (to && leave.from > to) || (leave.to && leave.to < from)) return null;
  const end = to && (!leave.to || to < leave.to) ? to : leave.to;
  return span(leave.from < from ? from : leave.from, end);
}

/** The first of January of each year ("2026"); of each quarter ("2026-10") when the picture is short. */
function ticksBetween(
  start: number,
  end: number,
  place: (time: number) => number,
): { label: string; at: number }[] {
  const isShort = end - start < 500 * DAY;
  const ticks: { label: string; at: number }[] = [];
  for (let year = new Date(start).getUTCFullYear(); year <= new Date(end).getUTCFullYear(); year += 1) {
    for (const month of isShort ? [0, 3, 6, 9] : [0]) {
      const time = Date.UTC(year, month, 1);
      const spot = place(time);
      if (time < start || time > end || spot > 92) continue;
      ticks.push({
        label: isShort && month > 0 ? `${year}-${String(month + 1).padStart(2, '0')}` : String(year),
        at: spot,
      });
    }
  }
  return ticks;
}

function at(day: string): number {
  return Date.parse(day.length === 10 ? `${day}T00:00:00Z` : day);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
