/** Splits a batch so that no two of one turn share what `keyOf` names, in the order in which they came. */
export function inTurns<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): Item[][] {
  const turns: Item[][] = []
  for (const alike of Map.groupBy(items, keyOf).values()) {
    for (const [turn, item] of alike.entries()) (turns[turn] ??= []).push(item)
  }
  return turns
}

/** So many at once; each one's end, in the order in which they came. */
export async function sideBySide<Item, Result>(
  limit: number,
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const ends: PromiseSettledResult<Result>[] = []
  const waiting = items.entries()
  const lane = async () => {
    for (const [index, item] of waiting) [ends[index]] = await Promise.allSettled([run(item)])
  }
  await Promise.all(Array.from({ length: limit }, lane))
  return ends
}
