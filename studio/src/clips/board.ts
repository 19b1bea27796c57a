import { api, body, type ClipDetail } from "@/api/client.ts";

const LONGEST_NAME = 120;

/** Frames `first` up to, without, `end` of a clip, from a second of the board on. */
interface Piece {
  clip: ClipDetail;
  first: number;
  end: number;
  atS: number;
}

/** Keep pieces of clips as a new board, in the size and pace of one of them; answers with its id. */
export async function makeBoard(name: string, lead: ClipDetail, pieces: readonly Piece[]): Promise<string> {
  const exact = (lead.recipe?.["timeline"] as { fps?: unknown } | undefined)?.fps;
  const ends = pieces.map((piece) => piece.atS + (piece.end - piece.first) / piece.clip.fps);
  const timeline = {
    format: "yozora-timeline/1",
    size: lead.size,
    fps: typeof exact === "string" ? exact : String(lead.fps),
    frames: Math.round(Math.max(...ends) * lead.fps),
    seed: lead.seed,
    // A clip of the library stands there by its id, without a hash.
    cards: pieces.map(({ clip, first, end, atS }) => ({
      kind: "clip",
      file: clip.id,
      sha256: "",
      start_s: first / clip.fps,
      end_s: end / clip.fps,
      ...(atS === 0 ? {} : { at_s: atS }),
    })),
  };
  const board = await body(api.POST("/api/boards", { body: { name: name.slice(0, LONGEST_NAME), timeline } }));
  return board.id;
}

/** Whole clips one after the other, each as many frames of the first one's pace as fit into it. */
export function inOrder(clips: readonly ClipDetail[]): readonly Piece[] {
  const pace = clips[0]?.fps ?? 1;
  let frames = 0;
  return clips.map((clip) => {
    const length = Math.max(1, Math.floor((clip.frames / clip.fps) * pace + 1e-6));
    const piece = { clip, first: 0, end: (length / pace) * clip.fps, atS: frames / pace };
    frames += length;
    return piece;
  });
}
