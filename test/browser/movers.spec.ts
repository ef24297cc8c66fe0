import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addDays } from '../../src/policy/model/day.js';
import { datesIn } from '../../src/web/texts/dates.js';
import { HrFiles, managerOf, nameOf, someOf, today } from './hr-files.js';
import { look, picture, Trial } from './trial.js';

jest.setTimeout(600_000);

const files = new HrFiles();
const { day } = datesIn('sv');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(async () => {
  await trial.stop();
  files.remove();
});

describe('somebody who moves with roles that the new manager is to judge', () => {
  const who = someOf('Hemtjänst Centrum');
  const name = nameOf(who);
  const number = who['Anställningsnummer'] ?? '';
  const target = managerOf('Hemtjänst Fagerhult');
  const due = addDays(today, 5);

  it('is asked for and given two of them in the old unit, and then moved there by HR', async () => {
    const manager = await trial.signedIn('manager');
    // Both are beside what their analyses foresee: the system's owner approves after the information's.
    for (const [role, ...owners] of [
      ['Signera delegerade insatser', 'SE5555555555-8SN1', 'SE5555555555-2H3F'],
      ['Distansarbete', 'SE5555555555-167X', 'SE5555555555-9SYE'],
    ] as const) {
      const requestId = await trial.ask(manager, name, 60, role);
      for (const owner of owners) {
        const approver = await trial.signedIn(owner);
        const { revision } = await trial.call<{ revision: number }>(approver, `/requests/${requestId}`);
        await trial.call(approver, `/requests/${requestId}/decisions`, { outcome: 'approve', revision });
        await approver.end();
      }
    }
    const hr = await trial.signedIn('hr');
    await files.upload(hr, {
      [number]: {
        EnhetId: target['EnhetId'] ?? '',
        Enhet: 'Hemtjänst Fagerhult',
        ChefAnställningsnummer: target['Anställningsnummer'] ?? '',
      },
    });
    await hr.end();

    // The old manager is told what stays, and until when at the longest.
    await manager.go('/');
    await manager.page.getByText(new RegExp(`${name} har bytt enhet och har kvar 2 .*${day(due)}`)).waitFor();
    await picture(manager, 'old-manager');
    await manager.end();
  });

  it('waits in the new manager’s list with its last day, and is answered role by role on a phone', async () => {
    const next = await trial.signedIn(target['HSAid'] ?? '', phone);
    const { page } = next;
    const task = page.getByRole('listitem').filter({ hasText: `${name} har bytt uppdrag` });
    await task.getByText(day(due)).waitFor();
    await picture(next, 'tasks-phone');
    expect([await next.barriers(), await next.overflow()]).toEqual([[], 0]);
    await task.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: new RegExp(`${name} har bytt uppdrag`) }).waitFor();
    await page.getByText(new RegExp(`Det som ingen har svarat på den ${day(due)} tas bort`)).waitFor();
    await picture(next, 'micro-phone');
    await look(next);
    await page.setViewportSize(phone.viewport);

    const answer = (role: string) => page.getByRole('group', { name: `Svar för ${role}` });
    await answer('Distansarbete').getByRole('button', { name: 'Behåll' }).click();
    await answer('Signera delegerade insatser').getByRole('button', { name: 'Ta bort' }).click();
    const removing = page.getByRole('listitem').filter({ hasText: 'Signera delegerade insatser' });
    await removing.getByRole('button', { name: 'Ta bort' }).last().click();
    await page.getByText('Skriv varför, minst fem tecken.').waitFor();
    await picture(next, 'micro-reason-phone');
    expect([await next.barriers(), await next.overflow()]).toEqual([[], 0]);
    await page.getByRole('button', { name: 'Har fått andra arbetsuppgifter' }).click();
    await removing.getByRole('button', { name: 'Ta bort' }).last().click();
    await page.getByRole('button', { name: 'Till underskrift' }).last().click();
    await page.getByText('Det här tas bort').waitFor();
    await picture(next, 'micro-sign-phone');
    await look(next);
    await page.setViewportSize(phone.viewport);
    await page.getByRole('button', { name: 'Skriv under och ta bort 1' }).click();
    await page.getByText('Granskningen är underskriven').waitFor();
    await picture(next, 'micro-signed-phone');
    await look(next);
    await next.go('/');
    await page.getByText(`${name} har bytt uppdrag`).waitFor({ state: 'detached' });
    expect(next.complaints).toEqual([]);
    await next.end();
  });

  it('has afterwards what was kept, in the new unit, and reads on the timeline what was removed', async () => {
    const next = await trial.signedIn(target['HSAid'] ?? '');
    const { page } = next;
    const { items } = await trial.call<{ items: { id: string }[] }>(
      next,
      `/people?scope=staff&q=${encodeURIComponent(name)}`,
    );
    await next.go(`/personal/${items[0]?.id ?? ''}`);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Distansarbete' }).first().waitFor();
    await picture(next, 'card-after');
    await page.getByRole('tab', { name: 'Händelser' }).click();
    await page
      .getByText(/Signera delegerade insatser/)
      .first()
      .waitFor();
    await picture(next, 'timeline-after');
    await look(next);
    expect(next.complaints).toEqual([]);
    await next.end();
  });
});
