import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { look, Trial } from './trial.js';

jest.setTimeout(600_000);

let trial: Trial;

beforeAll(async () => {
  trial = await Trial.start();
});
afterAll(() => trial.stop());

describe('an information owner', () => {
  it('writes a new version of an analysis, sees it beside the old one, and its risks as picture and table', async () => {
    const owner = await trial.signedIn('owner');
    const { page } = owner;
    await owner.go('/analyser');
    await page.getByRole('link', { name: /Treserva planering/ }).click();
    await page.getByRole('button', { name: 'Ny version', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ny version' }).click();
    await page
      .getByText(/Utkast/)
      .first()
      .waitFor();
    const purpose = page.getByRole('textbox', { name: 'Ändamål' });
    const before = await purpose.inputValue();
    await purpose.fill(`${before} Även nattens insatser planeras.`);
    await page.getByText('Sparat', { exact: true }).first().waitFor();

    await page.getByRole('tab', { name: 'Riskbild' }).click();
    await page.getByText(/risker? bedömda?/).waitFor();
    await page.getByRole('table', { name: 'Före skydd' }).waitFor();
    await look(owner);
    await page.getByRole('button', { name: 'Visa som tabell' }).click();
    const table = page.getByRole('table', { name: 'Risker med för vid åtkomst' });
    await table.getByRole('rowheader').first().waitFor();
    await look(owner);
    await page.getByRole('button', { name: 'Visa som bild' }).click();
    await page.getByRole('table', { name: 'Efter skydd' }).waitFor();

    await page.getByRole('tab', { name: 'Versioner' }).click();
    await page.getByRole('heading', { name: 'Version 1 jämförd med version 2' }).waitFor();
    await page.getByRole('heading', { name: 'Ändamål' }).waitFor();
    await page.getByText('2 fält skiljer').waitFor(); // the risks are the same, though the first version named none
    await page.locator('ins').filter({ hasText: 'nattens' }).waitFor();
    await look(owner);
    expect(owner.complaints).toEqual([]);
    await owner.end();
  });

  it('lets somebody decide in their place, who then has what waits and says for whom they decide', async () => {
    const manager = await trial.signedIn('manager');
    await trial.ask(manager, 'Linus Blom', 90);
    const owner = await trial.signedIn('owner');
    const { page } = owner;
    await owner.go('/delegering');
    await page.getByRole('button', { name: 'Låt någon besluta' }).click();
    const give = page.getByRole('dialog', { name: 'Låt någon besluta' });
    await give.getByRole('button', { name: 'Spara' }).click();
    await give.getByText('Välj någon i listan.').waitFor();
    await give.getByLabel('Vem?').fill('Amina Karlsson');
    await page.getByRole('option', { name: /Amina Karlsson/ }).click();
    await give.getByText('Besluta om begäranden', { exact: true }).click();
    await give.getByLabel('Varför?').fill('Semester till nyår.');
    await look(owner);
    await give.getByRole('button', { name: 'Spara' }).click();
    await page.getByText('Delegeringen är sparad').waitFor();
    await look(owner);

    const delegate = await trial.signedIn('it');
    await delegate.page
      .getByRole('listitem')
      .filter({ hasText: 'Linus Blom' })
      .getByRole('link')
      .first()
      .click();
    const drawer = delegate.page.getByRole('dialog', { name: 'Treserva planering för Linus Blom' });
    await drawer.getByRole('button', { name: 'Godkänn', exact: true }).click();
    await delegate.page.getByText(/är godkänd/).waitFor();
    await delegate.go('/godkannanden?visa=beslutade');
    await delegate.page.getByRole('link', { name: /Linus Blom/ }).click();
    await drawer
      .getByText(/för Görel Persson/)
      .first()
      .waitFor();
    for (const visit of [manager, owner, delegate]) {
      expect(visit.complaints).toEqual([]);
      await visit.end();
    }
  });
});

describe('the security officer', () => {
  it('says of whom a rule of duties apart speaks, and sees how many that is', async () => {
    const security = await trial.signedIn('security');
    const { page } = security;
    await security.go('/atskilda/ny');
    await page.getByLabel('Regelns namn').fill('Avgifter och utredning');
    await page.getByLabel('Vad är risken?').fill('Den som utreder kan sätta sin egen avgift.');
    const left = page.getByRole('group', { name: 'Den som har …', exact: true });
    await left.getByLabel('Lägg till roll eller behörighet').fill('Treserva avgifter');
    await page
      .getByRole('option', { name: /Treserva avgifter.*Roll/ })
      .first()
      .click();
    await page.keyboard.press('Escape'); // the list stays open for more
    const right = page.getByRole('group', { name: '… ska inte ha', exact: true });
    await right.getByText('Bara vissa').click();
    await right.getByText(/\d+ personer i dag/).waitFor();
    await right.getByLabel('Titlar').fill('Undersköterska');
    await page
      .getByRole('option', { name: /Undersköterska/ })
      .first()
      .click();
    await page.keyboard.press('Escape');
    await right.getByText(/med titeln Undersköterska/).waitFor();
    await right.getByText(/[1-9]\d* person(er)? i dag/).waitFor();
    await look(security);
    await page.getByRole('button', { name: 'Spara regeln' }).click();
    await page.getByText('Skriv lite mer.').waitFor();
    await page.getByLabel('Vem har beställt ändringen, och varför?').fill('Internrevisionen i oktober');
    await page.getByRole('button', { name: 'Spara regeln' }).click();
    await page.getByRole('heading', { level: 1, name: 'Avgifter och utredning' }).waitFor();
    await look(security);
    expect(security.complaints).toEqual([]);
    await security.end();
  });
});
