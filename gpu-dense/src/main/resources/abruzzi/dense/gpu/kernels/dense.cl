/* Everything between the products: norms, activations, rotation, routing. */
#define ROW_ITEMS 256

/* Writes groups of 32 floats as bytes with a scale, see product.cl. The largest magnitude becomes
 * 127; codes are rounded to even. Activations that are no numbers make the scale NaN. */
FUNCTION void round_group(const float *values, GLOBAL uint *codes, GLOBAL float *scales) {
  float largest = 0;
  float check = 0;
  UNROLL
  for (int j = 0; j < 32; j++) {
    largest = MAX(largest, ABS(values[j]));
    check += values[j] * 0;
  }
  float scale = largest / 127 + check;
  float factor = largest > 0 ? 127 / largest : 0;
  float sums[2] = {0, 0};
  UNROLL
  for (int w = 0; w < 8; w++) {
    uint word = 0;
    UNROLL
    for (int j = 0; j < 4; j++) {
      float code = ROUND_EVEN(values[4 * w + j] * factor);
      sums[w / 4] += code;
      word |= ((uint) (int) code & 255u) << 8 * j;
    }
    codes[w] = word;
  }
  scales[0] = scale;
  scales[1] = scale * sums[0];
  scales[2] = scale * sums[1];
  scales[3] = 0;
}

/* y = x / sqrt(mean of squares + epsilon) * weight, row by row; the rows of x begin at `first_row`,
 * those of y at 0. Groups: (rows). */
FUNCTION float norm_factor(
    GLOBAL const float *x, int columns, float epsilon, LOCAL_POINTER float *scratch) {
  float sum = 0;
  for (int c = ITEM_ID; c < columns; c += ROW_ITEMS) {
    sum = FMA(x[c], x[c], sum);
  }
  return 1 / SQRT(group_sum(sum, ROW_ITEMS, scratch) / (float) columns + epsilon);
}

KERNEL GROUP_SIZE(ROW_ITEMS) rms_norm(GLOBAL const float *x, GLOBAL const float *weight,
    GLOBAL float *y, int columns, int first_row, float epsilon) {
  LOCAL float scratch[ROW_ITEMS];
  x += (index_t) (first_row + GROUP_ID(0)) * columns;
  y += (index_t) GROUP_ID(0) * columns;
  float factor = norm_factor(x, columns, epsilon, scratch);
  for (int c = ITEM_ID; c < columns; c += ROW_ITEMS) {
    y[c] = x[c] * factor * weight[c];
  }
}

/* The same, and rounded; the number of columns is a multiple of 32. */
KERNEL GROUP_SIZE(ROW_ITEMS) rms_norm_rounded(GLOBAL const float *x, GLOBAL const float *weight,
    GLOBAL float *y, GLOBAL uint *codes, GLOBAL float *scales, int columns, int first_row,
    float epsilon) {
  LOCAL float scratch[ROW_ITEMS];
  index_t row = (index_t) GROUP_ID(0) * columns;
  x += (index_t) first_row * columns;
  float factor = norm_factor(x + row, columns, epsilon, scratch);
  for (int group = ITEM_ID; group < columns / 32; group += ROW_ITEMS) {
    float values[32];
    index_t first = row + 32 * group;
    for (int j = 0; j < 32; j++) {
      values[j] = x[first + j] * factor * weight[32 * group + j];
      y[first + j] = values[j];
    }
    round_group(values, codes + first / 4, scales + first / 8);
  }
}

/* Rounds rows of x that are `stride` apart to rows back to back. Groups: (columns / 32, rows) over
 * ITEMS work-items. */
#define ITEMS 64

KERNEL GROUP_SIZE(ITEMS) round_rows(
    GLOBAL const float *x, GLOBAL uint *codes, GLOBAL float *scales, int columns, int stride) {
  int group = GROUP_ID(0) * ITEMS + ITEM_ID;
  if (group < columns / 32) {
    float values[32];
    for (int j = 0; j < 32; j++) {
      values[j] = x[(index_t) GROUP_ID(1) * stride + 32 * group + j];
    }
    index_t first = (index_t) GROUP_ID(1) * columns + 32 * group;
    round_group(values, codes + first / 4, scales + first / 8);
  }
}

FUNCTION float gated(float gate, float up) { return gate / (1 + EXP(-gate)) * up; }

/* gate = silu(gate) * up. Groups: (elements). */
KERNEL GROUP_SIZE(ITEMS) swiglu(GLOBAL float *gate, GLOBAL const float *up, int elements) {
  int i = GROUP_ID(0) * ITEMS + ITEM_ID;
  if (i < elements) {
    gate[i] = gated(gate[i], up[i]);
  }
}

/* The same, rounded; `elements` is a multiple of 32. Groups: (elements / 32). */
KERNEL GROUP_SIZE(ITEMS) swiglu_rounded(GLOBAL const float *gate, GLOBAL const float *up,
    GLOBAL uint *codes, GLOBAL float *scales, int elements) {
  int group = GROUP_ID(0) * ITEMS + ITEM_ID;
  if (group < elements / 32) {
    float values[32];
    for (int j = 0; j < 32; j++) {
      values[j] = gated(gate[32 * group + j], up[32 * group + j]);
    }
    round_group(values, codes + 8 * group, scales + 4 * group);
  }
}

/* x += y. Groups: (elements). */
KERNEL GROUP_SIZE(ITEMS) add_rows(GLOBAL float *x, GLOBAL const float *y, int elements) {
  int i = GROUP_ID(0) * ITEMS + ITEM_ID;
  if (i < elements) {
    x[i] += y[i];
  }
}

/* y[t] += the sum over a token's rows of weight * x[row], one after the other. Of the table, from
 * `starts` on: where each token's rows begin, and where the last one's end; from `entries` on: each
 * two numbers are a row and the bits of its weight. Rows are those from `first` on, `rows` of them;
 * others are left out. Groups: (columns, tokens). */
KERNEL GROUP_SIZE(ITEMS) add_experts(GLOBAL const float *x, GLOBAL const int *table, GLOBAL float *y,
    int starts, int entries, int first, int rows, int columns) {
  int c = GROUP_ID(0) * ITEMS + ITEM_ID;
  GLOBAL const int *start = table + starts + GROUP_ID(1);
  if (c < columns && start[0] < start[1]) {
    index_t to = (index_t) GROUP_ID(1) * columns + c;
    float sum = y[to];
    for (int e = start[0]; e < start[1]; e++) {
      int row = table[entries + 2 * e] - first;
      if (row >= 0 && row < rows) {
        sum = FMA(BITS_FLOAT(table[entries + 2 * e + 1]), x[(index_t) row * columns + c], sum);
      }
    }
    y[to] = sum;
  }
}

/* Rotates the last `rope` of each head's columns by its token's turns, pairs of neighbours, and
 * puts them behind the head's `latent` columns of y. Groups: (heads * rope / 2, tokens). */
KERNEL GROUP_SIZE(ITEMS) rotate_queries(GLOBAL const float *query, GLOBAL const float *turns,
    GLOBAL float *y, int heads, int nope, int rope, int latent) {
  int pair = GROUP_ID(0) * ITEMS + ITEM_ID;
  int head = pair / (rope / 2);
  int i = pair % (rope / 2) * 2;
  int token = GROUP_ID(1);
  if (head < heads) {
    GLOBAL const float *turn = turns + token * rope + i;
    index_t row = (index_t) token * heads + head;
    GLOBAL const float *from = query + row * (nope + rope) + nope + i;
    GLOBAL float *to = y + row * (latent + rope) + latent + i;
    to[0] = from[0] * turn[0] - from[1] * turn[1];
    to[1] = from[0] * turn[1] + from[1] * turn[0];
  }
}

/* ---- Routing. Picks come best first, of equal scores the lower number; see ExpertRouter.java. */
#define MOST_EXPERTS 1024
#define MOST_EXPERT_GROUPS 64
#define MOST_PICKS 64
#define ROUTE_ITEMS 64
#define LOWEST (-3.0e38f)
#define SMALLEST_SUM 0x1p-14f

FUNCTION void scores_of(GLOBAL const float *logits, int experts, int softmax,
    LOCAL_POINTER float *scores, LOCAL_POINTER float *scratch) {
  float largest = LOWEST;
  for (int e = 0; softmax && e < experts; e++) {
    largest = MAX(largest, logits[e]);
  }
  float sum = 0;
  for (int e = ITEM_ID; e < experts; e += ROUTE_ITEMS) {
    scores[e] = softmax ? EXP(logits[e] - largest) : 1 / (1 + EXP(-logits[e]));
    sum += scores[e];
  }
  sum = group_sum(sum, ROUTE_ITEMS, scratch);
  for (int e = ITEM_ID; softmax && e < experts; e += ROUTE_ITEMS) {
    scores[e] = scores[e] / sum;
  }
}

/* Puts the experts of all but the best groups out of reach. */
FUNCTION void close_groups(int experts, int groups, int groups_used,
    LOCAL_POINTER float *selection, LOCAL_POINTER float *group_scores) {
  int size = experts / groups;
  for (int g = ITEM_ID; g < groups; g += ROUTE_ITEMS) {
    float first = LOWEST;
    float second = size == 1 ? 0 : LOWEST;
    for (int e = g * size; e < g * size + size; e++) {
      float score = selection[e];
      second = score > first ? (size == 1 ? 0 : first) : MAX(second, size == 1 ? 0 : score);
      first = MAX(first, score);
    }
    group_scores[g] = first + second;
  }
  BARRIER();
  for (int g = ITEM_ID; g < groups; g += ROUTE_ITEMS) {
    int better = 0;
    for (int other = 0; other < groups; other++) {
      better += group_scores[other] > group_scores[g]
          || (group_scores[other] == group_scores[g] && other < g);
    }
    for (int e = g * size; better >= groups_used && e < g * size + size; e++) {
      selection[e] = LOWEST;
    }
  }
  BARRIER();
}

FUNCTION int better(float score, int expert, float than_score, int than_expert) {
  return score > than_score || (score == than_score && expert < than_expert);
}

/* The best of all work-items' experts; the same in all of them. */
FUNCTION int best_expert(
    float score, int expert, LOCAL_POINTER float *scratch, LOCAL_POINTER int *numbers) {
  scratch[ITEM_ID] = score;
  numbers[ITEM_ID] = expert;
  BARRIER();
  for (int step = ROUTE_ITEMS / 2; step > 0; step /= 2) {
    if (ITEM_ID < step
        && better(scratch[ITEM_ID + step], numbers[ITEM_ID + step], scratch[ITEM_ID],
            numbers[ITEM_ID])) {
      scratch[ITEM_ID] = scratch[ITEM_ID + step];
      numbers[ITEM_ID] = numbers[ITEM_ID + step];
    }
    BARRIER();
  }
  int best = numbers[0];
  BARRIER();
  return best;
}

/* Routes are [tokens, 2, used]: the picks, then the bits of their weights. `bias` is not read unless
 * `has_bias`. Groups: (tokens). */
KERNEL GROUP_SIZE(ROUTE_ITEMS) route(GLOBAL const float *logits, GLOBAL const float *bias,
    GLOBAL uint *routes, int experts, int used, int has_bias, int softmax, int normalise,
    float scale, int groups, int groups_used) {
  LOCAL float scores[MOST_EXPERTS];
  LOCAL float selection[MOST_EXPERTS];
  LOCAL float group_scores[MOST_EXPERT_GROUPS];
  LOCAL float scratch[ROUTE_ITEMS];
  LOCAL int numbers[ROUTE_ITEMS];
  LOCAL int picked[MOST_PICKS];
  int token = GROUP_ID(0);
  GLOBAL uint *own_routes = routes + token * 2 * used;
  scores_of(logits + (index_t) token * experts, experts, softmax, scores, scratch);
  for (int e = ITEM_ID; e < experts; e += ROUTE_ITEMS) {
    selection[e] = has_bias ? scores[e] + bias[e] : scores[e];
  }
  BARRIER();
  if (groups > 1) {
    close_groups(experts, groups, groups_used, selection, group_scores);
  }
  float sum = 0;
  for (int k = 0; k < used; k++) {
    int own = ITEM_ID;
    for (int e = ITEM_ID; e < experts; e += ROUTE_ITEMS) {
      own = selection[e] > selection[own] ? e : own;
    }
    int best = best_expert(own < experts ? selection[own] : 2 * LOWEST, own, scratch, numbers);
    sum += scores[best];
    if (ITEM_ID == 0) {
      picked[k] = best;
      selection[best] = 1.1f * LOWEST;
    }
    BARRIER();
  }
  float factor = normalise ? scale / MAX(sum, SMALLEST_SUM) : scale;
  for (int k = ITEM_ID; k < used; k += ROUTE_ITEMS) {
    own_routes[k] = (uint) picked[k];
    own_routes[used + k] = FLOAT_BITS(scores[picked[k]] * factor);
  }
}
