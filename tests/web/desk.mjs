// An officer's day at the desk, in a browser: every page, with the keyboard, with and without scripts, in the dark, on a telephone, on
// paper. CASEGATE_URL is the desk; CASEGATE_ARRIVES is a command after which a message was worked.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { accessible, done, is, like, ok, session, shot, shotsOf, signIn } from './browser.mjs';

const url = process.env.CASEGATE_URL;
const arrives = () => execFileSync('sh', ['-c', process.env.CASEGATE_ARRIVES]);

const lines = page => page.locator('main table tbody tr').count();
const held = async page => Number((await page.getByRole('link', { name: /^Held messages/ }).innerText()).match(/\d+/)?.[0] ?? 0);
const chronology = page => page.locator('ol.chronology');

await session(url, {}, async page => {
  await page.goto(`${url}/held`);
  like(page.url(), /\/sign-in/, 'nobody is let in without signing in');
  await accessible(page, 'the door');
  await shotsOf(page, 'sign-in');
  await page.getByLabel('Your name for this desk').fill('wilf.darrow');
  await page.getByLabel('Your password').fill('not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await accessible(page, 'the door after a wrong password');
  await signIn(page, url, 'wilf.darrow');

  // the queue
  const all = await lines(page);
  ok(all >= 10, `the queue has ${all} lines`);
  await page.keyboard.press('Tab');
  is(await page.evaluate(() => document.activeElement.textContent), 'Skip to the main part', 'the first key leads past the navigation');
  await page.keyboard.press('Enter');
  is(await page.evaluate(() => document.activeElement.id), 'main', 'into the main part');
  await page.getByLabel('Stage', { exact: true }).selectOption({ label: 'Stage Three' });
  await page.getByRole('button', { name: 'Show' }).click();
  const third = await lines(page);
  ok(third > 0 && third < all, `filtered by stage: ${third}`);
  const stages = await page.locator('main table tbody tr td:nth-child(2)').allInnerTexts();
  is(stages.length, third, 'each with its stage');
  for (const text of stages) like(text, /Stage Three/, 'only that stage');
  await page.goto(`${url}/?sort=reference`);
  const references = await page.locator('main table tbody tr:not(.urgent) th a').allInnerTexts();
  is(JSON.stringify(references), JSON.stringify([...references].sort()), 'sorted by reference, behind the urgent ones');
  writeFileSync(`${process.env.CASEGATE_WEB}/queue.pdf`, await page.pdf({ format: 'A4', landscape: true }));

  // every page, at two widths
  const reference = references[0];
  for (const [name, path] of [['queue', '/'], ['case', `/case/${reference}`], ['looks', `/case/${reference}/looks`], ['held', '/held'], ['messages', '/messages'],
    ['message', '/message/1'], ['sent', '/sent'], ['mail', '/sent/1'], ['search', '/search'], ['directory', '/directory'], ['directory-history', '/directory/history'],
    ['reports', '/reports'], ['health', '/health'], ['words', '/words']]) {
    const answer = await page.goto(url + path);
    is(answer.status(), 200, `${name} is there`);
    is(await page.getByRole('heading', { level: 1 }).count(), 1, `${name} has one title`);
    await accessible(page, name);
    await shotsOf(page, name);
  }

  // a case: a note with its reason, and what is wrong with an empty one
  await page.goto(`${url}/case/${reference}`);
  await page.getByText('Note what the office knows').click();
  await page.getByRole('button', { name: 'Add the note' }).click();
  await page.getByRole('alert').waitFor();
  is(await page.evaluate(() => document.activeElement.id), 'faults', 'what is wrong has the focus');
  await accessible(page, 'case with a fault');
  await page.getByRole('textbox', { name: 'Note' }).fill('Telephoned the school, which confirms the visit.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  like(await chronology(page).innerText(), /Telephoned the school/, 'the note stands in the chronology');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /PDF/ }).first().click()]);
  like(file.suggestedFilename(), /^[A-Z]{3}-\d\d-\d+-[A-Z][-\w]*\.pdf$/, 'the chronology is saved under the reference');

  // the search: what is asked stands in no address
  await page.goto(`${url}/search`);
  await page.getByLabel('Reference, name, identifier').fill('sorcha.delane@riverbend.example');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('main a[href^="/case/"]').first().waitFor();
  is(page.url(), `${url}/search`, 'what is searched for stands in no address');
  ok(await page.locator('main a[href^="/case/"]').count() > 3, 'her cases are found');
  await accessible(page, 'what was found');
  await shotsOf(page, 'search-found');
  await page.getByLabel('Reference, name, identifier').fill('nobody.at.all@riverbend.example');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('Nothing is known here').waitFor();
  await accessible(page, 'nothing found');

  // held: decided with a click, with a reason where one is needed
  const waiting = await held(page);
  await page.getByRole('link', { name: /^Held messages/ }).click();
  await page.locator('main a[href^="/held/"]').first().click();
  await accessible(page, 'a held message');
  await shotsOf(page, 'held-one');
  await page.getByRole('button', { name: 'Set it aside' }).click();
  await page.getByRole('alert').waitFor();
  ok(true, 'setting aside needs a reason');
  await page.getByRole('textbox', { name: 'Why', exact: true }).last().fill('not for this partnership');
  await page.getByRole('button', { name: 'Set it aside' }).click();
  await page.waitForLoadState();
  is(await held(page), waiting - 1, 'one message less waits');

  // the directory: looked over before it is saved
  await page.goto(`${url}/directory`);
  await page.locator('main table a[href^="/directory/edit/people/"]').first().click();
  await page.getByLabel('Telephone').fill('01632 960123');
  await accessible(page, 'a post as a form');
  await shotsOf(page, 'directory-edit');
  await page.locator('main form button[type=submit]').first().click();
  like(await page.locator('main').innerText(), /01632 960123/, 'the change is shown before it is made');
  await accessible(page, 'a change looked over');
  await shotsOf(page, 'directory-preview');
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForLoadState();
  await page.goto(`${url}/directory/history`);
  like(await page.locator('main').innerText(), /01632 960123/, 'and is on record');

  // reports
  await page.goto(`${url}/reports`);
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /CSV/ }).first().click()]);
  like(table.suggestedFilename(), /\.csv$/, 'a table is saved');

  // a page brings itself up to date, and leaves alone what is being typed
  await page.goto(`${url}/`);
  const before = await lines(page);
  arrives();
  await page.waitForFunction(count => document.querySelectorAll('main table tbody tr').length > count, before, { timeout: 60000 });
  ok(true, 'what arrived stands in the queue without a hand being moved');
  await page.goto(`${url}/case/${reference}`);
  await page.getByText('Note what the office knows').click();
  await page.getByRole('textbox', { name: 'Note' }).fill('half a sent');
  arrives();
  await page.getByRole('button', { name: 'Load the page again' }).waitFor({ timeout: 60000 });
  is(await page.getByRole('textbox', { name: 'Note' }).inputValue(), 'half a sent', 'what was being typed is still there');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
  await page.goBack().catch(() => {});
  await page.reload();
  like(page.url(), /sign-in/, 'who has signed out finds nothing by going back');
});

await session(url, { javaScriptEnabled: false }, async page => {
  await signIn(page, url, 'wilf.darrow');
  const all = await lines(page);
  ok(all > 0, 'without scripts: the queue');
  await page.getByLabel('Stage', { exact: true }).selectOption({ label: 'Stage Three' });
  await page.getByRole('button', { name: 'Show' }).press('Enter');
  await page.waitForURL(/stage=/);
  ok(await lines(page) < all, 'without scripts: filtered');
  const waiting = await held(page);
  await page.getByRole('link', { name: /^Held messages/ }).click();
  await page.locator('main a[href^="/held/"]').first().click();
  await page.getByRole('textbox', { name: 'Why', exact: true }).last().fill('an advertisement');
  await page.getByRole('button', { name: 'Set it aside' }).press('Enter');
  await page.waitForURL(/done|held$|held\?/).catch(() => {});
  is(await held(page), waiting - 1, 'without scripts: decided');
  await page.goto(`${url}/reports`);
  ok(await page.locator('svg').count() > 0, 'without scripts: plots');
});

await session(url, { colorScheme: 'dark' }, async page => {
  await signIn(page, url, 'rosa.quill');
  for (const path of ['/', '/held', '/reports', '/directory']) {
    await page.goto(url + path);
    await accessible(page, `in the dark: ${path}`);
  }
  await page.goto(`${url}/`);
  await shot(page, 'queue-dark');
  await page.locator('main table tbody th a').first().click();
  await accessible(page, 'in the dark: a case');
  await shot(page, 'case-dark');
  is(await page.locator('form[action*="/note"]').count(), 0, 'who may only look is offered nothing to decide');
});
done();
