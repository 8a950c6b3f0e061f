/**
 * Ranks 1..n with probability in proportion to rank^-alpha, by rejection-inversion (Hörmann and Derflinger 1996): exact, without a
 * table of n entries, for any alpha above 0.
 */
export function zipf(n: number, alpha: number, random: () => number): () => number {
  const integral = (x: number): number => (alpha === 1 ? Math.log(x) : (x ** (1 - alpha) - 1) / (1 - alpha));
  const inverse = (y: number): number => (alpha === 1 ? Math.exp(y) : (1 + y * (1 - alpha)) ** (1 / (1 - alpha)));
  const first = integral(1.5) - 1;
  const last = integral(n + 0.5);
  const cut = 2 - inverse(integral(2.5) - 2 ** -alpha);
  return () => {
    for (;;) {
      const y = last + random() * (first - last);
      const x = inverse(y);
      const rank = Math.min(n, Math.max(1, Math.round(x)));
      if (rank - x <= cut || y >= integral(rank + 0.5) - rank ** -alpha) return rank;
    }
  };
}
