import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '../model/working-days.js';
import type { RequestState } from './request-states.js';

/** One question at a time, and none about what has been decided. Null when it may be asked. */
export function askQuestion(
  request: { readonly number: number; readonly state: RequestState },
  oneWaits: boolean,
): Refusal | null {
  const name = `Request ${String(request.number)}`;
  if (request.state !== 'pending')
    return refuse('already-decided', `${name} is already ${request.state}: there is nothing to ask.`, {
      facts: { state: request.state },
    });
  if (oneWaits) return refuse('question-waits', `${name} already has a question that waits for its answer.`);
  return null;
}

/** The clock stood still from the question to the answer: so many working days later than before. */
export function dueAfterAnswer(dueOn: Day, askedOn: Day, answeredOn: Day, calendar: WorkingCalendar): Day {
  let waited = 0;
  for (let day = addDays(askedOn, 1); day <= answeredOn; day = addDays(day, 1))
    if (isWorkingDay(day, calendar)) waited += 1;
  return addWorkingDays(dueOn, waited, calendar);
}
