import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hsaIdOf, look, Trial } from './trial.js';
import type { Visit } from './visit.js';

jest.setTimeout(600_000);

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(() => trial.stop());

const planning = 'Treserva planering';
const longWord = 'Verksamhetsuppföljningsansvarsöverlämning'.repeat(4);

async function approve(approver: Visit, requestId: string): Promise<void> {
  const { revision } = await trial.call<{ revision: number }>(approver, `/requests/${requestId}`);
  await trial.call(approver, `/requests/${requestId}/decisions`, { outcome: 'approve', revision });
}

describe('an edit of a request that waits', () => {
  it('voids what was approved, outlives a lost session, and does not write over what another tab saved', async () => {
    const employee = await trial.signedIn('employee');
    const manager = await trial.signedIn('manager');
    const { page } = employee;
    const id = await trial.ask(employee, null, 60);
    await approve(manager, id);

    await employee.go(`/begaranden/${id}`);
    const stages = page.getByRole('list', { name: 'Så här går det' });
    const first = stages.getByRole('listitem').filter({ hasText: 'Marie Axelsson' });
    await first
      .getByText(/Godkänt/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Ändra' }).click();
    const need = page.getByLabel('Varför behövs behörigheten?');
    await need.fill('Kort');
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    await page.getByText('Skriv minst tio tecken').waitFor();
    await need.fill('Arbetar för 19900101-2385 på helgerna.');
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    await page
      .getByText(/personnummer/i)
      .first()
      .waitFor();
    await need.fill(`Planerar helgernas insatser.\n\n${longWord}`);

    // The session is lost in the middle: the same page, the same text.
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.getByRole('link', { name: 'Testlegitimation' }).click();
    await employee.identify(hsaIdOf('employee'));
    expect(await need.inputValue()).toBe(`Planerar helgernas insatser.\n\n${longWord}`);
    await look(employee);

    // Another tab is quicker.
    const { revision, assessment } = await trial.call<{
      revision: number;
      assessment: Record<string, unknown>;
    }>(employee, `/requests/${id}`);
    const { need: _, data, riskTooWide, riskTooNarrow, days, deviationReason } = assessment;
    await trial.call(employee, `/requests/${id}/edits`, {
      revision,
      assessment: {
        need: 'Sparat i en annan flik.',
        data,
        riskTooWide,
        riskTooNarrow,
        days,
        deviationReason,
      },
    });
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    await page.getByText('Begäran har ändrats sedan du började skriva').waitFor();
    expect(await employee.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Behåll mitt' }).click();
    await page.getByRole('button', { name: 'Spara ändringen' }).click();
    await page.getByText(/är ändrad/).waitFor();

    await first.getByText(/^Senast/).waitFor();
    await page.getByText(longWord).first().waitFor();
    await look(employee);
    await manager.go('/');
    await manager.page
      .getByRole('listitem')
      .filter({ hasText: 'Frida Hassan' })
      .getByRole('link')
      .first()
      .waitFor();
    await manager.page
      .getByText(/har ändrats/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Ta tillbaka' }).click();
    await page.getByRole('main').getByText('Återtagen', { exact: true }).first().waitFor();
    expect([...employee.complaints, ...manager.complaints]).toEqual([]);
    await employee.end();
    await manager.end();
  });

  it('stops an approver from deciding on words that they have not read', async () => {
    const employee = await trial.signedIn('employee');
    const manager = await trial.signedIn('manager');
    const id = await trial.ask(employee, null, 60);
    await manager.go(`/godkannanden/${id}`);
    const drawer = manager.page.getByRole('dialog', { name: 'Treserva planering för Frida Hassan' });
    await drawer.getByLabel('Skäl').fill('Stämmer med schemat.');
    const { revision, assessment } = await trial.call<{
      revision: number;
      assessment: Record<string, unknown>;
    }>(employee, `/requests/${id}`);
    const { data, riskTooWide, riskTooNarrow, deviationReason } = assessment;
    await trial.call(employee, `/requests/${id}/edits`, {
      revision,
      assessment: {
        need: 'Något helt annat än förut.',
        data,
        riskTooWide,
        riskTooNarrow,
        days: 90,
        deviationReason,
      },
    });
    await drawer.getByRole('button', { name: 'Godkänn', exact: true }).click();
    await drawer.getByText('Begäran ändrades nyss').waitFor();
    await drawer.getByText('Något helt annat än förut.').first().waitFor();
    expect(await drawer.getByRole('button', { name: 'Avslå' }).isDisabled()).toBe(true);
    expect(await manager.barriers()).toEqual([]);
    expect(await drawer.getByLabel('Skäl').inputValue()).toBe('Stämmer med schemat.');
    await drawer.getByRole('button', { name: 'Jag har läst den' }).click();
    await drawer.getByRole('button', { name: /^Godkänn/ }).click();
    await manager.page
      .getByText(/går vidare/)
      .first()
      .waitFor();
    await trial.call(employee, `/requests/${id}/withdrawal`, {});
    expect(manager.complaints).toEqual([]);
    await employee.end();
    await manager.end();
  });
});

describe('what somebody has', () => {
  it('is prolonged and ended from "Varför har jag detta?", once however often one presses', async () => {
    const employee = await trial.signedIn('employee');
    const { page } = employee;
    const id = await trial.ask(employee, null, 30);
    for (const part of ['manager', 'owner']) {
      const approver = await trial.signedIn(part);
      await approve(approver, id);
      await approver.end();
    }
    await employee.go('/jag');
    await page.getByRole('button', { name: `Varför: ${planning}` }).click();
    const why = page.getByRole('dialog', { name: planning });
    await why.getByText('Godkänd av informationsägaren').waitFor();
    expect(await employee.barriers()).toEqual([]);
    await why.getByRole('link', { name: 'Begär förlängning' }).click();
    await page.getByLabel('Varför behövs behörigheten?').fill('Arbetar för 19900101-2385 under våren.');
    await page.getByLabel('Varför avviker begäran från analysen?').fill('Som förut, i samordnarens ställe.');
    await page.getByRole('button', { name: 'Visa vad som händer' }).click();
    await page.getByRole('button', { name: 'Skicka begäran' }).click();
    // Refused: back at the field, which says what is wrong with it.
    await page.getByText(/Stryk/).first().waitFor();
    const need = page.getByLabel('Varför behövs behörigheten?');
    await need.and(page.locator(':focus')).waitFor();
    expect(await employee.barriers()).toEqual([]);
    await need.fill('Planerar också under våren.');
    await page.getByRole('button', { name: 'Visa vad som händer' }).click();
    await page.getByText(`Frida Hassan behåller ${planning} längre`).waitFor();
    await look(employee);
    await page.getByRole('button', { name: 'Skicka begäran' }).dblclick();
    await page.getByRole('heading', { level: 1, name: /är skickad/ }).waitFor();
    await look(employee);
    const { items } = await trial.call<{ items: unknown[] }>(
      employee,
      '/requests/history?mine=true&kind=extension',
    );
    expect(items).toHaveLength(1);

    // Read again it says the same, and Back comes to a form that says that one has asked already.
    await page.reload({ waitUntil: 'networkidle' });
    await page.getByRole('heading', { level: 1, name: /är skickad/ }).waitFor();
    await page.goBack();
    await page.getByText(/om det här väntar redan/).waitFor();
    await page.getByRole('link', { name: 'Visa begäran' }).click();
    await page.getByText('Förlängning', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Ta tillbaka' }).click();
    await page.getByText('Återtagen', { exact: true }).first().waitFor();

    await employee.go('/jag');
    await page.getByRole('button', { name: `Varför: ${planning}` }).click();
    await why.getByRole('link', { name: 'Ta bort åtkomsten' }).click();
    const sure = page.getByRole('dialog', { name: `Ta bort ${planning}?` });
    await sure.getByRole('button', { name: 'Ta bort åtkomst' }).click();
    await sure.getByText('Skriv minst fem tecken.').waitFor();
    const reason = sure.getByLabel('Varför behövs den inte längre?');
    await reason.fill('Ersätts av 19900101-2385');
    await sure.getByRole('button', { name: 'Ta bort åtkomst' }).click();
    await sure
      .getByText(/personnummer/i)
      .first()
      .waitFor();
    expect(await employee.barriers()).toEqual([]);
    await reason.fill('Samordnaren är tillbaka.');
    await sure.getByRole('button', { name: 'Ta bort åtkomst' }).click();
    await page.getByText(`${planning} är borttagen`, { exact: false }).waitFor();
    await employee.go('/jag');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: `Varför: ${planning}` }).count()).toBe(0);
    expect(employee.complaints).toEqual([]);
    await employee.end();
  });

  it('is asked for again as a colleague has it', async () => {
    const manager = await trial.signedIn('manager');
    const owner = await trial.signedIn('owner');
    await approve(owner, await trial.ask(manager, 'Linus Blom', 90));
    const { page } = manager;
    await manager.go('/begar');
    await page.getByRole('button', { name: /Anna Fredriksson/ }).click();
    await page.getByLabel('Som vem?').fill('Linus');
    await page.getByRole('option', { name: /Linus Blom/ }).click();
    await page.getByRole('checkbox', { name: new RegExp(planning) }).waitFor();
    await page.getByText(`${planning} · Treserva`).click();
    await look(manager);
    await page.getByRole('button', { name: 'Bedöm 1 behörighet' }).click();
    await page.getByLabel('Varför behövs behörigheten?').waitFor();
    await page.getByRole('complementary').getByText(planning).waitFor();
    expect([...manager.complaints, ...owner.complaints]).toEqual([]);
    await manager.end();
    await owner.end();
  });
});

describe('a session that times out while one writes', () => {
  it('warns, ends, and after the next sign-in shows the same page with the same words', async () => {
    const manager = await trial.signedIn('manager');
    const { page } = manager;
    await page.clock.install();
    await manager.go('/begar');
    await page.getByRole('button', { name: /Anna Fredriksson/ }).click();
    await page.getByRole('button', { name: new RegExp(planning) }).click();
    const written = 'Planerar helgernas insatser.\nÄven natten.';
    await page.getByLabel('Varför behövs behörigheten?').fill(written);
    await page.getByLabel('Varför avviker begäran från analysen?').fill('Ersätter samordnaren.');
    const place = page.url();
    const { idleMinutes } = await trial.call<{ idleMinutes: number }>(manager, '/me');
    await page.clock.fastForward((idleMinutes * 60 - 60) * 1000);
    await page.getByRole('alertdialog', { name: 'Är du kvar?' }).waitFor();
    expect(await manager.barriers()).toEqual([]);
    await page.clock.fastForward(61_000);
    const again = page.getByRole('alertdialog', { name: 'Logga in igen' });
    await again.waitFor();
    await page.context().clearCookies();
    await again.getByRole('link', { name: 'Testlegitimation' }).click();
    await manager.identify(hsaIdOf('manager'));
    expect(page.url()).toBe(place);
    expect(await page.getByLabel('Varför behövs behörigheten?').inputValue()).toBe(written);
    expect(await page.getByLabel('Varför avviker begäran från analysen?').inputValue()).toBe(
      'Ersätter samordnaren.',
    );
    expect(manager.complaints).toEqual([]);
    await manager.end();
  });
});
