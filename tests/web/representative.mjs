// A representative of one agency at the desk: its own cases, as the document that it may take out, and nothing else, whatever address
// is typed. CASEGATE_OWN and CASEGATE_OTHERS are the references of cases in progress; CASEGATE_OFFICE are pages that the office has
// of one of the own ones, and of a message that waits.
import { accessible, done, is, like, ok, session, shot, shotsOf, signIn } from './browser.mjs';

const url = process.env.CASEGATE_URL;
const [own, others, office] = ['OWN', 'OTHERS', 'OFFICE'].map(name => process.env[`CASEGATE_${name}`].split(' '));
const named = async page => [...new Set((await page.content()).match(/\b[A-Z]{3}-\d\d-\d{4,}-[A-Z]\b/g) ?? [])].sort();
const said = page => page.locator('main').innerText();

// What is typed is answered with that status, and tells of no case.
async function closed(page, path, status) {
  const answer = await page.goto(url + path);
  is(answer.status(), status, `${path}: ${status}`);
  const seen = (await named(page)).filter(reference => !path.includes(reference));
  is(seen.join(' '), '', `${path}: no reference is on it`);
  return said(page);
}

// As a form of the page would be sent, with its token: by somebody who writes the form himself.
async function posted(page, path, fields) {
  await page.goto(`${url}/`);
  const [answer] = await Promise.all([page.waitForNavigation(), page.evaluate(([path, fields]) => {
    const form = document.querySelector('form[method=post]').cloneNode(true);
    form.action = path;
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement('input');
      input.type = 'hidden';
      Object.assign(input, { name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }, [path, fields])]);
  return answer;
}

await session(url, {}, async page => {
  await signIn(page, url, 'hollis.greave');
  like(await page.locator('body').innerText(), /Hollis Greave, representative/, 'signed in as what he is');

  // the list
  const listed = (await page.locator('main table tbody th a').allInnerTexts()).sort();
  is(listed.join(' '), own.join(' '), 'his agency\'s cases are listed, and no other');
  is((await named(page)).join(' '), own.join(' '), 'nor named anywhere on the page');
  await accessible(page, 'own queue');
  await shotsOf(page, 'own-queue');
  const offered = await page.locator('a[href^="/"]').evaluateAll(links => [...new Set(links.map(a => a.getAttribute('href')))].sort());
  const wanted = ['/', '/words', ...own.map(reference => `/case/${reference}`)].sort();
  is(offered.join(' '), wanted.join(' '), 'it leads to these and to nothing of the office');
  is(await page.locator('main form, main input').count(), 0, 'nothing can be asked of it or decided on it');

  // a case, for each of them
  for (const reference of own) {
    const answer = await page.goto(`${url}/case/${reference}`);
    is(answer.status(), 200, `${reference} is there`);
    is((await named(page)).filter(other => other !== reference).join(' '), '', `${reference} names no other case`);
    is(await page.locator('main form').count(), 0, `${reference} offers nothing to decide`);
    const links = await page.locator('main a[href^="/"]').evaluateAll(all => all.map(a => a.getAttribute('href')));
    is(links.filter(link => !link.startsWith(`/case/${reference}/export`)).join(' '), '', `${reference} leads to no original`);
    if (own.indexOf(reference) < 2) await accessible(page, reference);
  }
  await page.goto(`${url}/case/${own[0]}`);
  await shotsOf(page, 'own-case');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /PDF/ }).first().click()]);
  like(file.suggestedFilename(), /^[A-Z]{3}-\d\d-\d+-[A-Z]-agency.*\.pdf$/, 'the document can be taken out');

  // addresses that are typed
  const nobody = await closed(page, '/case/HAV-26-9999-X', 404);
  await accessible(page, 'no such case');
  for (const reference of others) {
    is(await closed(page, `/case/${reference}`, 404), nobody, `${reference}: as if there were none`);
    is(await closed(page, `/case/${reference}/export?format=html`, 404), nobody, `${reference}: nor to be taken out`);
  }
  for (const path of [...office, `/case/${own[0]}/looks`, '/held', '/messages', '/sent', '/sent?state=failed', '/search', '/directory', '/directory/history',
    '/directory/csv/people', '/directory/edit/people/1', '/directory/edit/agencies/1', '/reports', '/reports/raised-by.csv', '/health'])
    await closed(page, path, 403);
  await accessible(page, 'a refusal');
  await shot(page, 'own-refused');
  await page.goto(`${url}/?agency=csc&stage=S2&late=yes&owes=outstanding`);
  is((await named(page)).join(' '), own.join(' '), 'a filter that is typed shows no more');

  // forms that he writes himself
  for (const [path, fields] of [[`/case/${own[0]}/note`, { text: 'a note of his own' }], [`/case/${own[0]}/close`, { why: 'enough' }], [`/case/${others[0]}/note`, { text: 'x' }],
    [`${office[2]}/set-aside`, { why: 'not ours' }], ['/search', { what: 'riverbend' }], ['/directory/confirm', {}], ['/directory/edit/people/1', { phone: '01632 960199' }]]) {
    const answer = await posted(page, path, fields);
    is(answer.status(), 403, `sent to ${path}: refused`);
    is((await named(page)).join(' '), '', 'and tells of no case');
  }
  await page.goto(`${url}/case/${own[0]}`);
  ok(!(await said(page)).includes('a note of his own'), 'nothing was written');

  await page.goto(`${url}/words`);
  await accessible(page, 'the words, for a representative');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
});

await session(url, { colorScheme: 'dark' }, async page => {
  await signIn(page, url, 'hollis.greave');
  await accessible(page, 'own queue in the dark');
  await page.locator('main table tbody th a').first().click();
  await accessible(page, 'own case in the dark');
});
done();
