import { QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";

import { Remembered } from "@/app/remembered.ts";

test("what changes while a list is read for the first time is in the list", async () => {
  const client = new Remembered();
  const answers: ((links: string[]) => void)[] = [];
  const queryFn = () => new Promise<string[]>((answer) => answers.push(answer));
  const list = new QueryObserver(client, { queryKey: ["links"], queryFn });
  const stop = list.subscribe(() => undefined);
  expect(answers).toHaveLength(1);

  const again = client.invalidateQueries({ queryKey: ["links"] });
  answers[0]?.([]);
  answers[1]?.(["new"]);
  await again;

  expect(list.getCurrentResult()).toMatchObject({ data: ["new"], fetchStatus: "idle" });
  stop();
});
