// What the official Node client does with the service. Prints a line for each case: its name, and what went wrong.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const { CLIENT, CONTROL, FOLDER, ONLY, YOZORA_KEY, YOZORA_URL } = process.env;
const { default: OpenAI, toFile } = createRequire(path.join(CLIENT, 'package.json'))('openai');

const SMALL = { prompt: 'a fox runs', size: '128x72', seconds: '1', fps: 12 };
const ENTRIES = [
  ...['id', 'object', 'model', 'status', 'progress', 'created_at', 'completed_at', 'expires_at', 'prompt', 'size'],
  ...['seconds', 'remixed_from_video_id', 'error'],
];
const picture = path.join(FOLDER, 'picture.png');
const client = new OpenAI({ baseURL: `${YOZORA_URL}/v1`, apiKey: YOZORA_KEY, timeout: 30_000 });
const cases = [];
let shared;

function test(name, run) {
  cases.push({ name, run });
}

async function control(address, query = {}) {
  const answer = await fetch(`${CONTROL}${address}?${new URLSearchParams(query)}`);
  return answer.json();
}

async function order(address, query = {}) {
  await (await fetch(`${CONTROL}${address}?${new URLSearchParams(query)}`, { method: 'POST' })).text();
}

async function paused(run) {
  await order('/pause');
  try {
    return await run();
  } finally {
    await order('/resume');
  }
}

async function wait(video) {
  // This client has no method that polls.
  for (;;) {
    const found = await client.videos.retrieve(video.id);
    if (found.status === 'completed' || found.status === 'failed') return found;
    await sleep(50);
  }
}

async function made(more) {
  const video = await wait(await client.videos.create({ ...SMALL, ...more }));
  assert.equal(video.status, 'completed');
  return video;
}

async function clip() {
  shared ??= await made({});
  return shared;
}

async function refused(kind, call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof kind, `expected ${kind.name}, got ${error}`);
    return error;
  }
  throw new assert.AssertionError({ message: `expected ${kind.name}` });
}

async function bytes(answer) {
  return Buffer.from(await answer.arrayBuffer());
}

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
}

test('a clip is made of words alone', async () => {
  const video = await client.videos.create({ prompt: 'a fox runs', model: 'sora-2', size: '128x72', seconds: '1' });
  for (const entry of ENTRIES) assert.ok(entry in video, entry);
  assert.equal(video.object, 'video');
  assert.deepEqual([video.size, video.seconds, video.prompt], ['128x72', '1', 'a fox runs']);
  const done = await wait(video);
  assert.deepEqual([done.status, done.progress, done.error], ['completed', 100, null]);
});

test('what is not said is as the api has it', async () => {
  await paused(async () => {
    const video = await client.videos.create({ prompt: 'a fox runs' });
    assert.deepEqual([video.status, video.model, video.size, video.seconds], ['queued', 'sora-2', '720x1280', '4']);
    assert.ok((await client.videos.delete(video.id)).deleted);
  });
});

test('the first frame can be sent as a stream', async () => {
  await made({ input_reference: fs.createReadStream(picture) });
});

test('the first frame can be sent as bytes with a name and a type', async () => {
  await made({ input_reference: await toFile(fs.readFileSync(picture), 'fox.png', { type: 'image/png' }) });
});

test('the first frame can be sent as a file without a type', async () => {
  await made({ input_reference: new File([fs.readFileSync(picture)], 'upload') });
});

test('the first frame can be a file that was sent before', async () => {
  const file = await client.files.create({ file: fs.createReadStream(picture), purpose: 'vision' });
  assert.deepEqual([file.object, file.filename], ['file', 'picture.png']);
  assert.ok((await all(client.files.list())).some((one) => one.id === file.id));
  assert.deepEqual(await bytes(await client.files.content(file.id)), fs.readFileSync(picture));
  await made({ input_reference: { file_id: file.id } });
  assert.ok((await client.files.delete(file.id)).deleted);
  await refused(OpenAI.NotFoundError, () => client.files.retrieve(file.id));
});

test('the first frame can be a data url', async () => {
  const url = `data:image/png;base64,${fs.readFileSync(picture).toString('base64')}`;
  await made({ input_reference: { image_url: url } });
  const body = { ...SMALL, input_reference: { image_url: url } };
  assert.equal((await wait(await client.post('/videos', { body }))).status, 'completed');
});

test('all pages of a list are read', async () => {
  await paused(async () => {
    const ids = [];
    for (let count = 0; count < 25; count++) ids.push((await client.videos.create(SMALL)).id);
    const newest = (await all(client.videos.list({ limit: 7 }))).map((one) => one.id);
    const oldest = (await all(client.videos.list({ limit: 7, order: 'asc' }))).map((one) => one.id);
    assert.deepEqual(newest, oldest.toReversed());
    assert.equal(new Set(newest).size, newest.length);
    assert.deepEqual(oldest.slice(-25), ids);
    const page = await client.videos.list({ limit: 7 });
    assert.equal(page.data.length, 7);
    assert.ok(page.hasNextPage());
    for (const id of ids) await client.videos.delete(id);
  });
});

test('a clip and its pictures are downloaded', async () => {
  const { id } = await clip();
  const video = await client.videos.downloadContent(id);
  assert.equal(video.headers.get('content-type'), 'video/mp4');
  await fs.promises.writeFile(path.join(FOLDER, 'video.mp4'), video.body);
  const thumbnail = await client.videos.downloadContent(id, { variant: 'thumbnail' });
  assert.equal(thumbnail.headers.get('content-type'), 'image/webp');
  fs.writeFileSync(path.join(FOLDER, 'thumbnail.webp'), await bytes(thumbnail));
  const sheet = await client.videos.downloadContent(id, { variant: 'spritesheet' });
  assert.equal(sheet.headers.get('content-type'), 'image/jpeg');
  fs.writeFileSync(path.join(FOLDER, 'spritesheet.jpg'), await bytes(sheet));
});

test('a clip is remixed', async () => {
  const { id } = await clip();
  const video = await wait(await client.videos.remix(id, { prompt: 'a cat runs' }));
  assert.deepEqual([video.status, video.remixed_from_video_id], ['completed', id]);
  assert.deepEqual([video.size, video.seconds], ['128x72', '1']);
});

test('a clip is edited by its id', async () => {
  const { id } = await clip();
  const video = await wait(await client.videos.edit({ prompt: 'at night', video: { id } }));
  assert.deepEqual([video.status, video.size, video.seconds], ['completed', '128x72', '1']);
});

test('a clip is edited that is sent along', async () => {
  const data = await bytes(await client.videos.downloadContent((await clip()).id));
  const video = await client.videos.edit({ prompt: 'at night', video: await toFile(data, 'clip.mp4') });
  assert.equal((await wait(video)).status, 'completed');
});

test('a clip is extended by its id', async () => {
  const { id } = await clip();
  const video = await wait(await client.videos.extend({ prompt: 'it sits', seconds: '2', video: { id } }));
  assert.deepEqual([video.status, video.seconds], ['completed', '3']);
});

test('a clip is extended that is sent along', async () => {
  const data = await bytes(await client.videos.downloadContent((await clip()).id));
  const source = await toFile(data, 'clip.mp4');
  const video = await wait(await client.videos.extend({ prompt: 'it sits', seconds: '2', video: source }));
  assert.deepEqual([video.status, video.seconds], ['completed', '3']);
});

test('a character is known by its name', async () => {
  const file = fs.createReadStream(picture);
  const figure = await client.videos.createCharacter({ name: 'Rusty Node', video: file, words: 'an orange fox' });
  assert.deepEqual(await client.videos.getCharacter(figure.id), figure);
  const video = await made({ prompt: 'Rusty Node runs', characters: [{ id: figure.id }] });
  assert.deepEqual(video.recipe.timeline.characters.map((one) => one.name), ['Rusty Node']);
});

test('a clip is deleted', async () => {
  const { id } = await made({});
  const gone = await client.videos.delete(id);
  assert.deepEqual([gone.id, gone.object, gone.deleted], [id, 'video.deleted', true]);
  const error = await refused(OpenAI.NotFoundError, () => client.videos.retrieve(id));
  assert.equal(error.code, 'video_not_found');
});

test('a wrong key is an authentication error', async () => {
  const other = client.withOptions({ apiKey: 'yz_wrong' });
  const error = await refused(OpenAI.AuthenticationError, () => other.videos.list());
  assert.deepEqual(Object.keys(error.error).toSorted(), ['code', 'message', 'param', 'type']);
});

test('an empty prompt is a bad request that names it', async () => {
  const error = await refused(OpenAI.BadRequestError, () => client.videos.create({ ...SMALL, prompt: '' }));
  assert.deepEqual([error.type, error.param, error.code], ['invalid_request_error', 'prompt', 'invalid_value']);
});

test('a length or size that cannot be is told with those that can', async () => {
  const ask = (more) => refused(OpenAI.BadRequestError, () => client.videos.create({ ...SMALL, ...more }));
  assert.match((await ask({ seconds: 'soon' })).message, /4, 8 or 12/);
  assert.match((await ask({ seconds: '100000' })).message, /3000 seconds or less/);
  assert.match((await ask({ size: 'huge' })).message, /1280x720/);
  assert.match((await ask({ model: 'gpt-5' })).message, /sora-2/);
});

test('a clip that is not there is not found', async () => {
  await refused(OpenAI.NotFoundError, () => client.videos.retrieve('video_none'));
  await refused(OpenAI.NotFoundError, () => client.videos.delete('video_none'));
  await refused(OpenAI.NotFoundError, () => client.videos.downloadContent('video_none'));
  await refused(OpenAI.NotFoundError, () => client.videos.remix('video_none', { prompt: 'x' }));
});

test('what is not made yet is a conflict and asked for once', async () => {
  await paused(async () => {
    const { id } = await client.videos.create(SMALL);
    const error = await refused(OpenAI.ConflictError, () => client.videos.downloadContent(id));
    assert.equal(error.code, 'video_not_ready');
    const times = await control('/answered', { method: 'GET', path: `/v1/videos/${id}/content` });
    assert.equal(times.length, 1);
    await client.videos.delete(id);
  });
});

test('a clip that cannot be made is failed and no exception', async () => {
  const video = await paused(async () => {
    const one = await client.videos.create(SMALL);
    await order('/spoil', { id: one.id });
    return one;
  });
  const done = await wait(video);
  assert.deepEqual([done.status, done.error.code], ['failed', 'unreadable_file']);
});

test('a clip that was cancelled is failed and says so', async () => {
  const video = await paused(async () => {
    const one = await client.videos.create(SMALL);
    await client.post(`/videos/${one.id}/cancel`);
    return one;
  });
  const done = await wait(video);
  assert.deepEqual([done.status, done.error.code], ['failed', 'cancelled']);
});

test('extra entries of a request count and come back', async () => {
  const extra = { seed: 42, fps: 10, negative_prompt: 'rain', num_inference_steps: 4, style: 'film noir', loop: true };
  const video = await client.videos.create({ ...SMALL, ...extra, metadata: { job: '7' }, no_such_entry: { a: [1, 2] } });
  assert.deepEqual([video.seed, video.fps, video.num_frames], [42, 10, 10]);
  assert.deepEqual(video.metadata, { job: '7' });
  assert.equal(video.recipe.timeline.loop, true);
  assert.equal(video.recipe.timeline.style.name, 'film noir');
});

test('several takes come together', async () => {
  const video = await client.videos.create({ ...SMALL, n: 2, seed: 7 });
  const [other] = video.others;
  assert.deepEqual([video.seed, other.seed], [7, 8]);
  for (const one of [video, other]) assert.equal((await wait(one)).status, 'completed');
});

test('a storyboard is made', async () => {
  const storyboard = [{ at: 0, text: 'a fox runs' }, { at: 0.5, text: 'a cat sleeps' }];
  const video = await client.videos.create({ ...SMALL, storyboard });
  assert.deepEqual(video.recipe.timeline.cards.map((card) => card.text), ['a fox runs', 'a cat sleeps']);
});

test('every answer has the id of its request', async () => {
  const video = await client.videos.retrieve((await clip()).id);
  assert.match(video._request_id, /^req_/);
  const error = await refused(OpenAI.NotFoundError, () => client.videos.retrieve('video_none'));
  assert.match(error.requestID, /^req_/);
});

test('a webhook is accepted', async () => {
  const url = `${CONTROL}/hook`;
  const hook = await client.webhooks.create({ url, event_types: ['video.completed'], name: 'test' });
  assert.ok((await all(client.webhooks.list())).some((one) => one.id === hook.id));
  const tried = await client.webhooks.test(hook.id, { event_type: 'video.completed' });
  assert.equal(tried.status_code, 204);
  const { id } = await made({});
  let told;
  for (let tries = 0; tries < 100 && !told; tries++) {
    told = (await control('/hooks')).find((one) => one.body.includes(id));
    if (!told) await sleep(100);
  }
  const event = await client.webhooks.unwrap(told.body, told.headers, hook.signing_secret);
  assert.deepEqual([event.type, event.object, event.data.id], ['video.completed', 'event', id]);
  const spoilt = told.body.replace('completed', 'failed');
  await refused(OpenAI.InvalidWebhookSignatureError, () =>
    client.webhooks.unwrap(spoilt, told.headers, hook.signing_secret),
  );
  assert.equal((await client.webhooks.delete(hook.id)).deleted, true);
});

test('a picture is made', async () => {
  const answer = await client.images.generate({ prompt: 'a fox', size: '256x256', model: 'gpt-image-1' });
  assert.equal(Buffer.from(answer.data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
});

test('models are listed', async () => {
  const names = (await all(client.models.list())).map((one) => one.id);
  assert.ok(names.includes('sora-2') && names.includes('sora-2-pro'));
  assert.equal((await client.models.retrieve('sora-2')).owned_by, 'yozora');
});

test('a file is asked where it comes from', async () => {
  const check = await client.contentProvenanceChecks.create({ file: fs.createReadStream(picture) });
  assert.deepEqual([check.results[0].type, check.results[0].outcome], ['c2pa', 'not_detected']);
});

for (const { name, run } of cases) {
  if (ONLY && !ONLY.split(', ').includes(name)) continue;
  let error = null;
  const began = performance.now();
  try {
    await run();
  } catch (problem) {
    error = String(problem.stack);
  }
  const line = { case: name, error, took_s: Math.round((performance.now() - began) / 10) / 100 };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
