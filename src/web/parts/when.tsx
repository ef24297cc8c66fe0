import { useDates } from '../texts/dates.js';

/** A day, "21 nov 2026"; hover says how far away it is. */
export function Day({ day }: { day: string }) {
  const dates = useDates();
  return (
    <time dateTime={day} title={dates.relative(day)}>
      {dates.day(day)}
    </time>
  );
}

/** How long ago or until, "för 3 minuter sedan"; hover gives the exact time. */
export function Ago({ at }: { at: string }) {
  const dates = useDates();
  return (
    <time dateTime={at} title={dates.instant(at)}>
      {dates.relative(at)}
    </time>
  );
}

/** The exact moment, "21 nov 2026 14:05:32". */
export function Moment({ at, seconds }: { at: string; seconds?: boolean }) {
  const dates = useDates();
  return (
    <time dateTime={at} title={dates.relative(at)}>
      {seconds ? dates.precise(at) : dates.instant(at)}
    </time>
  );
}
