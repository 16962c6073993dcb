/* Attention over the cache of latents, in absorbed form: all heads share one key and value per
 * position. A cached row is [latent | rotated key], CACHE_TYPE. */
#define MOST_LATENT 512
#define MOST_WIDTH 576
#define ITEMS 256
#define HEADS 8
#define POSITIONS 8
#define STRIDE (MOST_WIDTH + 8)
#define LOWEST (-3.0e38f)

#if CACHE_TYPE == TYPE_F32
#define CACHE_AT(row, c) (((GLOBAL const float *) (row))[c])
#elif CACHE_TYPE == TYPE_F16
#define CACHE_AT(row, c) half_value(((GLOBAL const ushort *) (row))[c])
#else
#define CACHE_AT(row, c) \
  (half_at(row, (c) / 32 * 34) * (float) signed_byte((row)[(c) / 32 * 34 + 2 + (c) % 32], 0))
#endif

FUNCTION void cache_block(GLOBAL uchar *row, LOCAL_POINTER const float *values, int c) {
#if CACHE_TYPE == TYPE_F32
  ((GLOBAL float *) row)[c] = values[c];
#elif CACHE_TYPE == TYPE_F16
  ((GLOBAL ushort *) row)[c] = half_bits(values[c]);
#else
  float largest = 0;
  for (int j = 0; j < 32; j++) {
    largest = MAX(largest, ABS(values[32 * c + j]));
  }
  float scale = largest / 127;
  float factor = scale > 0 ? 1 / scale : 0;
  GLOBAL uchar *block = row + 34 * c;
  *(GLOBAL ushort *) block = half_bits(scale);
  for (int j = 0; j < 32; j++) {
    float value = values[32 * c + j] * factor;
    int code = (int) (value + (value < 0 ? -0.5f : 0.5f));
    block[2 + j] = (uchar) code;
  }
#endif
}

#if CACHE_TYPE == TYPE_Q8_0
#define CACHE_BLOCK 32
#else
#define CACHE_BLOCK 1
#endif

/* Normalises the latent and rotates the key of each token's row and stores it at the token's
 * position. Groups: (tokens). */
KERNEL GROUP_SIZE(ITEMS) cache_append(GLOBAL const float *rows, GLOBAL const float *weight,
    GLOBAL const float *turns, GLOBAL uchar *cache, index_t row_bytes, int latent, int rope,
    float epsilon, int position) {
  LOCAL float values[MOST_WIDTH];
  LOCAL float scratch[ITEMS];
  GLOBAL const float *from = rows + (index_t) GROUP_ID(0) * (latent + rope);
  float sum = 0;
  for (int c = ITEM_ID; c < latent; c += ITEMS) {
    sum = FMA(from[c], from[c], sum);
  }
  float factor = 1 / SQRT(group_sum(sum, ITEMS, scratch) / (float) latent + epsilon);
  for (int c = ITEM_ID; c < latent; c += ITEMS) {
    values[c] = from[c] * factor * weight[c];
  }
  for (int i = 2 * ITEM_ID; i < rope; i += 2 * ITEMS) {
    GLOBAL const float *turn = turns + GROUP_ID(0) * rope + i;
    values[latent + i] = from[latent + i] * turn[0] - from[latent + i + 1] * turn[1];
    values[latent + i + 1] = from[latent + i] * turn[1] + from[latent + i + 1] * turn[0];
  }
  BARRIER();
  GLOBAL uchar *row = cache + (index_t) (position + GROUP_ID(0)) * row_bytes;
  for (int c = ITEM_ID; c < (latent + rope) / CACHE_BLOCK; c += ITEMS) {
    cache_block(row, values, c);
  }
}

/* Copies rows of floats to local memory, STRIDE apart; those beyond the last are zeros. */
FUNCTION void load_queries(GLOBAL const float *queries, int first, int rows, int width,
    LOCAL_POINTER float *tile) {
  for (int i = ITEM_ID; i < HEADS * width; i += ITEMS) {
    int r = i / width;
    int c = i % width;
    tile[r * STRIDE + c] = first + r < rows ? queries[(index_t) (first + r) * width + c] : 0;
  }
}

FUNCTION void load_positions(GLOBAL const uchar *cache, index_t row_bytes, int first, int last,
    int width, LOCAL_POINTER float *tile) {
  for (int i = ITEM_ID; i < POSITIONS * width; i += ITEMS) {
    int p = i / width;
    int c = i % width;
    GLOBAL const uchar *row = cache + (index_t) (first + p) * row_bytes;
    tile[p * STRIDE + c] = first + p < last ? CACHE_AT(row, c) : 0;
  }
}

/* Scores of HEADS queries with POSITIONS rows: 16 work-items share two queries and two rows. */
FUNCTION void block_scores(LOCAL_POINTER const float *queries, LOCAL_POINTER const float *rows,
    int width, LOCAL_POINTER float *scores, LOCAL_POINTER float *scratch) {
  int slice = ITEM_ID % 16;
  int h = ITEM_ID / 16 / (POSITIONS / 2) * 2;
  int p = ITEM_ID / 16 % (POSITIONS / 2) * 2;
  float sums[4] = {0, 0, 0, 0};
  for (int c = slice; c < width; c += 16) {
    float q0 = queries[h * STRIDE + c];
    float q1 = queries[(h + 1) * STRIDE + c];
    float r0 = rows[p * STRIDE + c];
    float r1 = rows[(p + 1) * STRIDE + c];
    sums[0] = FMA(q0, r0, sums[0]);
    sums[1] = FMA(q0, r1, sums[1]);
    sums[2] = FMA(q1, r0, sums[2]);
    sums[3] = FMA(q1, r1, sums[3]);
  }
  UNROLL
  for (int i = 0; i < 4; i++) {
    float sum = lanes_sum(sums[i], 16, scratch);
    if (slice == 0) {
      scores[(h + i / 2) * POSITIONS + p + i % 2] = sum;
    }
  }
}

/* Turns the scores of one query into weights relative to a new largest score. `state` holds largest
 * score, sum of weights, and the factor that takes earlier sums to the new largest. */
FUNCTION void block_weights(
    LOCAL_POINTER float *scores, LOCAL_POINTER float *state, float scale, int count) {
  float largest = state[0];
  for (int p = 0; p < count; p++) {
    scores[p] *= scale;
    largest = MAX(largest, scores[p]);
  }
  float factor = EXP(state[0] - largest);
  float sum = state[1] * factor;
  for (int p = 0; p < POSITIONS; p++) {
    scores[p] = p < count ? EXP(scores[p] - largest) : 0;
    sum += scores[p];
  }
  state[0] = largest;
  state[1] = sum;
  state[2] = factor;
}

/* Rows are queries, [token, head]; row r sees the first `position + r / heads + 1` positions. Each
 * part of the context has its own sums, [rows, parts, latent], divided by their weight, and `marks`
 * [rows, parts, 2], largest score and weight. Groups: (rows / HEADS, parts), `span` positions a part. */
KERNEL GROUP_SIZE(ITEMS) attention(GLOBAL const float *queries, GLOBAL const uchar *cache,
    GLOBAL float *sums, GLOBAL float *marks, index_t row_bytes, int rows, int heads, int latent,
    int width, float scale, int position, int span, int parts) {
  LOCAL float query_tile[HEADS * STRIDE];
  LOCAL float row_tile[POSITIONS * STRIDE];
  LOCAL float scores[HEADS * POSITIONS];
  LOCAL float states[HEADS * 3];
  LOCAL float scratch[ITEMS];
  int first = GROUP_ID(0) * HEADS;
  int part = GROUP_ID(1);
  int last_row = first + HEADS < rows ? first + HEADS - 1 : rows - 1;
  int from = part * span;
  int seen = position + last_row / heads + 1;
  int to = from + span < seen ? from + span : seen;
  float own[2 * HEADS];
  UNROLL
  for (int i = 0; i < 2 * HEADS; i++) {
    own[i] = 0;
  }
  load_queries(queries, first, rows, width, query_tile);
  if (ITEM_ID < HEADS) {
    states[3 * ITEM_ID] = LOWEST;
    states[3 * ITEM_ID + 1] = 0;
  }
  for (int block = from; block < to; block += POSITIONS) {
    BARRIER();
    load_positions(cache, row_bytes, block, to, width, row_tile);
    BARRIER();
    block_scores(query_tile, row_tile, width, scores, scratch);
    BARRIER();
    if (ITEM_ID < HEADS) {
      int limit = position + (first + ITEM_ID) / heads + 1;
      limit = limit < to ? limit : to;
      int count = limit - block;
      count = count < 0 ? 0 : count < POSITIONS ? count : POSITIONS;
      block_weights(scores + POSITIONS * ITEM_ID, states + 3 * ITEM_ID, scale, count);
    }
    BARRIER();
    UNROLL
    for (int i = 0; i < 2; i++) {
      int c = ITEM_ID + i * ITEMS;
      if (c < latent) {
        UNROLL
        for (int h = 0; h < HEADS; h++) {
          float sum = own[2 * h + i] * states[3 * h + 2];
          UNROLL
          for (int p = 0; p < POSITIONS; p++) {
            sum = FMA(scores[POSITIONS * h + p], row_tile[p * STRIDE + c], sum);
          }
          own[2 * h + i] = sum;
        }
      }
    }
  }
  BARRIER();
  UNROLL
  for (int h = 0; h < HEADS; h++) {
    if (first + h < rows) {
      index_t row = (index_t) (first + h) * parts + part;
      float weight = states[3 * h + 1];
      float factor = weight > 0 ? 1 / weight : 0;
      UNROLL
      for (int i = 0; i < 2; i++) {
        if (ITEM_ID + i * ITEMS < latent) {
          sums[row * latent + ITEM_ID + i * ITEMS] = own[2 * h + i] * factor;
        }
      }
      if (ITEM_ID == 0) {
        marks[2 * row] = states[3 * h];
        marks[2 * row + 1] = weight;
      }
    }
  }
}

/* Joins the parts of each row. Groups: (rows). */
KERNEL GROUP_SIZE(ITEMS) attention_join(GLOBAL const float *sums, GLOBAL const float *marks,
    GLOBAL float *y, int latent, int parts) {
  index_t row = GROUP_ID(0);
  float largest = LOWEST;
  for (int i = 0; i < parts; i++) {
    largest = MAX(largest, marks[2 * (row * parts + i)]);
  }
  float total = 0;
  for (int i = 0; i < parts; i++) {
    total += marks[2 * (row * parts + i) + 1] * EXP(marks[2 * (row * parts + i)] - largest);
  }
  for (int c = ITEM_ID; c < latent; c += ITEMS) {
    float sum = 0;
    for (int i = 0; i < parts; i++) {
      index_t at = row * parts + i;
      float weight = marks[2 * at + 1] * EXP(marks[2 * at] - largest);
      sum = FMA(weight, sums[at * latent + c], sum);
    }
    y[row * latent + c] = sum / total;
  }
}
