import { createStore, type StoreApi } from "zustand/vanilla";

import { clamped, frameAt, middleOf, secondsOf, type Pace } from "./time.ts";

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2] as const;
const FASTEST = 4;

/** Seconds a picture beside may be away from the first before it is put right at once, not by and by. */
const FAR_S = 0.25;

/**
 * Browsers keep moments in microseconds: a video this near to where it was sent is there. One that stops by chance at
 * the middle of a frame may already show the next, so nothing coarser will do.
 */
const ARRIVED_S = 2e-6;

export interface Played {
  /** The frame that is shown, or gone to. */
  frame: number;
  playing: boolean;
  /** As it was chosen, 0.25 to 2. */
  speed: number;
  /** 1 forwards, -1 backwards; 2 and 4 by pressing L or J again. */
  shuttle: number;
  loop: boolean;
  /** There is a picture. */
  ready: boolean;
  failed: boolean;
}

interface Screen extends Pace {
  video: HTMLVideoElement;
  startsAtS: number;
  /** Seconds to go to as soon as the video can. */
  wanted: number | null;
}

/** Plays one video, or several in step, by frames. The first that is attached leads: its frames are counted. */
export class Playback {
  readonly state: StoreApi<Played>;
  readonly pace: Pace;

  private hearers = new Set<(frame: number) => void>();
  private screens: Screen[] = [];
  private backwards: number | null = null;

  constructor(pace: Pace, { loop = false, frame = 0 }: { loop?: boolean; frame?: number } = {}) {
    this.pace = pace;
    this.state = createStore<Played>()(() => ({
      frame: clamped(frame, pace.frames),
      playing: false,
      speed: 1,
      shuttle: 1,
      loop,
      ready: false,
      failed: false,
    }));
  }

  get now(): Played {
    return this.state.getState();
  }

  /** Hear of each frame that appears. Answers with how to stop. */
  listen(hearer: (frame: number) => void): () => void {
    this.hearers.add(hearer);
    return () => void this.hearers.delete(hearer);
  }

  /** Play a video, too; one that is no leader begins `startsAtS` after it. Answers with how to let go of it. */
  attach(video: HTMLVideoElement, pace: Pace, { startsAtS = 0, leads = true } = {}): () => void {
    const screen: Screen = { video, ...pace, startsAtS, wanted: null };
    this.screens = leads ? [screen, ...this.screens] : [...this.screens, screen];
    const stop = new AbortController();
    const on = (event: string, then: () => void) => video.addEventListener(event, then, { signal: stop.signal });
    const loaded = () => {
      this.goTo(screen, this.now.frame);
      if (this.now.playing) this.run();
    };
    on("loadedmetadata", loaded);
    on("seeked", () => this.flush(screen));
    on("loadeddata", () => leads && this.state.setState({ ready: true, failed: false }));
    on("error", () => leads && this.state.setState({ failed: true, playing: false }));
    if (leads) {
      on("ended", () => this.ended());
      this.watch(screen, stop.signal);
    }
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) loaded();
    if (leads && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.state.setState({ ready: true });
    return () => {
      stop.abort();
      video.pause();
      this.screens = this.screens.filter((one) => one !== screen);
      if (this.screens.length === 0) this.stopBackwards();
    };
  }

  play(): void {
    if (this.pace.frames <= 1) return;
    if (this.now.shuttle > 0 && this.now.frame >= this.pace.frames - 1) this.place(0);
    this.state.setState({ playing: true });
    this.run();
  }

  pause(): void {
    const was = this.now.playing;
    this.stopBackwards();
    for (const { video } of this.screens) video.pause();
    this.state.setState({ playing: false, shuttle: 1 });
    if (was) this.place(this.now.frame);
  }

  toggle(): void {
    if (this.now.playing) this.pause();
    else this.play();
  }

  /** Go to a frame; what plays goes on from there. */
  seek(frame: number): void {
    this.place(frame);
    if (this.now.playing) this.run();
  }

  seekSeconds(seconds: number): void {
    this.seek(frameAt(seconds, this.pace));
  }

  /** So many frames on, paused. */
  step(by: number): void {
    this.pause();
    this.place(this.now.frame + by);
  }

  /** L and J of editors: forwards or backwards, again for twice as fast. */
  shuttle(direction: 1 | -1): void {
    const { playing, shuttle } = this.now;
    const faster = playing && Math.sign(shuttle) === direction;
    const next = faster ? direction * Math.min(FASTEST, 2 * Math.abs(shuttle)) : direction;
    this.state.setState({ shuttle: next });
    this.play();
  }

  setSpeed(speed: number): void {
    this.state.setState({ speed, shuttle: Math.sign(this.now.shuttle) });
    if (this.now.playing) this.run();
  }

  setLoop(loop: boolean): void {
    this.state.setState({ loop });
    const leader = this.screens[0];
    if (leader !== undefined) leader.video.loop = loop;
  }

  private get rate(): number {
    return this.now.speed * this.now.shuttle;
  }

  private run(): void {
    this.stopBackwards();
    const leader = this.screens[0];
    if (leader === undefined || leader.video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (this.rate < 0) {
      this.runBackwards();
      return;
    }
    leader.video.loop = this.now.loop;
    leader.video.playbackRate = this.rate;
    started(leader.video, () => this.state.setState({ playing: false }));
    this.follow();
  }

  /** Videos do not play backwards: frames are gone to, as fast as they come. */
  private runBackwards(): void {
    for (const { video } of this.screens) video.pause();
    let from = this.now.frame;
    let begun = performance.now();
    const tick = () => {
      const passed = ((performance.now() - begun) / 1000) * this.pace.fps * Math.abs(this.rate);
      const target = from - Math.floor(passed);
      if (target < 0) {
        this.place(this.now.loop ? this.pace.frames - 1 : 0);
        if (!this.now.loop) {
          this.pause();
          return;
        }
        [from, begun] = [this.pace.frames - 1, performance.now()];
      } else if (target !== this.now.frame && this.screens[0]?.video.seeking === false) {
        this.place(target);
      }
      this.backwards = requestAnimationFrame(tick);
    };
    this.backwards = requestAnimationFrame(tick);
  }

  private stopBackwards(): void {
    if (this.backwards !== null) cancelAnimationFrame(this.backwards);
    this.backwards = null;
  }

  private place(frame: number): void {
    const there = clamped(Math.round(frame), this.pace.frames);
    this.state.setState({ frame: there });
    for (const screen of this.screens) this.goTo(screen, there);
  }

  /** The moment of a screen at which the leader shows a frame. */
  private goTo(screen: Screen, frame: number): void {
    const own = frameAt(middleOf(frame, this.pace) - screen.startsAtS, screen);
    screen.wanted = middleOf(own, screen);
    this.flush(screen);
  }

  private flush(screen: Screen): void {
    const { video, wanted } = screen;
    if (wanted === null || video.seeking || video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    screen.wanted = null;
    if (Math.abs(video.currentTime - wanted) > ARRIVED_S) video.currentTime = wanted;
  }

  private ended(): void {
    if (this.now.loop || this.rate < 0) return;
    this.state.setState({ frame: this.pace.frames - 1 });
    this.pause();
  }

  private watch(screen: Screen, signal: AbortSignal): void {
    const { video } = screen;
    const seen = (_: number, { mediaTime }: { mediaTime: number }) => {
      if (signal.aborted) return;
      video.requestVideoFrameCallback(seen);
      const frame = clamped(Math.round(mediaTime * screen.fps), screen.frames);
      if (!video.paused && !video.seeking && screen.wanted === null) {
        this.state.setState({ frame });
        this.follow();
      }
      for (const hearer of this.hearers) hearer(frame);
    };
    video.requestVideoFrameCallback(seen);
  }

  /** Keep the others with the leader: by a little faster or slower, or at once where they are far away. */
  private follow(): void {
    const [leader, ...others] = this.screens;
    if (leader === undefined) return;
    for (const screen of others) {
      const { video } = screen;
      const at = leader.video.currentTime - screen.startsAtS;
      if (leader.video.paused || at < 0 || at >= secondsOf(screen)) {
        video.pause();
        if (!leader.video.paused) this.goTo(screen, this.now.frame);
        continue;
      }
      if (video.paused) started(video);
      const ahead = video.currentTime - at;
      if (Math.abs(ahead) > FAR_S && !video.seeking) video.currentTime = at;
      const nudge = Math.abs(ahead) < 0.25 / screen.fps ? 0 : Math.max(-0.2, Math.min(0.2, 2 * ahead));
      video.playbackRate = this.rate * (1 - nudge);
    }
  }
}

/** Browsers may refuse to play before somebody has touched the page, and stop waiting when a video is paused. */
function started(video: HTMLVideoElement, refused?: () => void): void {
  video.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") refused?.();
  });
}
