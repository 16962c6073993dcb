/* Attention over the cache of latents, in absorbed form: all heads share one key and value per
 * position. A cached row is [latent | rotated key], CACHE_TYPE. */
#define MOST_LATENT 512
#define MOST_WIDTH 576
#define MOST_PARTS 128
#define ITEMS 256
#define LANES 32
#define LANE_ROWS 2
#define GROUP_ROWS (ITEMS / LANES * LANE_ROWS)
#define POSITIONS 2
#define SCORES (LANE_ROWS * POSITIONS)
#define LATENT_STEPS (MOST_LATENT / LANES)
#define WIDTH_STEPS (MOST_WIDTH / LANES)
#define LOWEST (-3.0e38f)

#if CACHE_TYPE == TYPE_F32
#define CACHE_AT(row, c) (((GLOBAL const float *) (row))[c])
#elif CACHE_TYPE == TYPE_F16
#define CACHE_AT(row, c) half_value(((GLOBAL const ushort *) (row))[c])
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

/* A cached row: column LANES * k + lane is value k, of narrower rows another
 * column behind the last. Loads under a condition would wait for one another. */
FUNCTION void load_position(GLOBAL const uchar *row, int lane, int width, float *values) {
  UNROLL
  for (int k = 0; k < WIDTH_STEPS; k++) {
#if CACHE_TYPE == TYPE_Q8_0
    GLOBAL const uchar *block = row + (LANES * k < width ? 34 * k : 0);
    values[k] = half_at(block, 0) * (float) signed_byte(block[2 + lane], 0);
#else
    int c = LANES * k + lane;
    values[k] = CACHE_AT(row, c < width ? c : width - 1);
#endif
  }
}

/* Rows are queries, [token, head]; row r sees the first `position + r / heads + 1` positions. Each
 * part of the context has its own sums, [rows, parts, latent], divided by their weight, and `marks`
 * [rows, parts, 2], largest score and weight. 32 lanes take LANE_ROWS rows; a cached row is read once,
 * into registers, as key and as value of all of them. Groups: (rows / GROUP_ROWS, parts), `span`
 * positions a part. */
KERNEL GROUP_SIZE(ITEMS) attention(GLOBAL const float *queries, GLOBAL const uchar *cache,
    GLOBAL float *sums, GLOBAL float *marks, index_t row_bytes, int rows, int heads, int latent,
    int width, float scale, int position, int span, int parts) {
  LOCAL float scratch[ITEMS * SCORES];
  int lane = ITEM_ID % LANES;
  int first = GROUP_ID(0) * GROUP_ROWS;
  int own_first = first + ITEM_ID / LANES * LANE_ROWS;
  int part = GROUP_ID(1);
  int last_row = first + GROUP_ROWS < rows ? first + GROUP_ROWS - 1 : rows - 1;
  int from = part * span;
  int seen = position + last_row / heads + 1;
  int to = from + span < seen ? from + span : seen;
  float query[LANE_ROWS][WIDTH_STEPS];
  float own[LANE_ROWS][LATENT_STEPS];
  float largest[LANE_ROWS];
  float weight[LANE_ROWS];
  int limit[LANE_ROWS];
  UNROLL
  for (int r = 0; r < LANE_ROWS; r++) {
    int row = own_first + r;
    UNROLL
    for (int k = 0; k < WIDTH_STEPS; k++) {
      int c = LANES * k + lane;
      float value = queries[(index_t) (row < rows ? row : rows - 1) * width + (c < width ? c : 0)];
      query[r][k] = c < width ? value * scale : 0;
    }
    UNROLL
    for (int k = 0; k < LATENT_STEPS; k++) {
      own[r][k] = 0;
    }
    largest[r] = LOWEST;
    weight[r] = 0;
    limit[r] = row < rows ? position + row / heads + 1 : 0;
  }
  for (int block = from; block < to; block += POSITIONS) {
    float values[POSITIONS][WIDTH_STEPS];
    float scores[SCORES];
    UNROLL
    for (int p = 0; p < POSITIONS; p++) {
      int at = block + p < to ? block + p : to - 1;
      load_position(cache + (index_t) at * row_bytes, lane, width, values[p]);
    }
    UNROLL
    for (int r = 0; r < LANE_ROWS; r++) {
      UNROLL
      for (int p = 0; p < POSITIONS; p++) {
        float sum = 0;
        UNROLL
        for (int k = 0; k < WIDTH_STEPS; k++) {
          sum = FMA(query[r][k], values[p][k], sum);
        }
        scores[POSITIONS * r + p] = sum;
      }
    }
    lanes_sums(scores, SCORES, scratch);
    UNROLL
    for (int r = 0; r < LANE_ROWS; r++) {
      float *own_scores = scores + POSITIONS * r;
      float most = largest[r];
      UNROLL
      for (int p = 0; p < POSITIONS; p++) {
        most = block + p < limit[r] ? MAX(most, own_scores[p]) : most;
      }
      if (most > largest[r]) {
        float factor = EXP(largest[r] - most);
        weight[r] *= factor;
        UNROLL
        for (int k = 0; k < LATENT_STEPS; k++) {
          own[r][k] *= factor;
        }
        largest[r] = most;
      }
      UNROLL
      for (int p = 0; p < POSITIONS; p++) {
        float share = block + p < limit[r] ? EXP(own_scores[p] - most) : 0;
        weight[r] += share;
        UNROLL
        for (int k = 0; k < LATENT_STEPS; k++) {
          own[r][k] = FMA(share, values[p][k], own[r][k]);
        }
      }
    }
  }
  UNROLL
  for (int r = 0; r < LANE_ROWS; r++) {
    if (own_first + r < rows) {
      index_t row = (index_t) (own_first + r) * parts + part;
      float factor = weight[r] > 0 ? 1 / weight[r] : 0;
      UNROLL
      for (int k = 0; k < LATENT_STEPS; k++) {
        int c = LANES * k + lane;
        if (c < latent) {
          sums[row * latent + c] = own[r][k] * factor;
        }
      }
      if (lane == 0) {
        marks[2 * row] = largest[r];
        marks[2 * row + 1] = weight[r];
      }
    }
  }
}

/* Joins the parts of each row, MOST_PARTS at most. Groups: (rows). */
KERNEL GROUP_SIZE(ITEMS) attention_join(GLOBAL const float *sums, GLOBAL const float *marks,
    GLOBAL float *y, int latent, int parts) {
  LOCAL float scores[MOST_PARTS];
  LOCAL float weights[MOST_PARTS];
  index_t row = GROUP_ID(0);
  for (int i = ITEM_ID; i < parts; i += ITEMS) {
    scores[i] = marks[2 * (row * parts + i)];
    weights[i] = marks[2 * (row * parts + i) + 1];
  }
  BARRIER();
  float largest = LOWEST;
  for (int i = 0; i < parts; i++) {
    largest = MAX(largest, scores[i]);
  }
  for (int i = ITEM_ID; i < parts; i += ITEMS) {
    weights[i] *= EXP(scores[i] - largest);
  }
  BARRIER();
  float total = 0;
  for (int i = 0; i < parts; i++) {
    total += weights[i];
  }
  for (int c = ITEM_ID; c < latent; c += ITEMS) {
    GLOBAL const float *from = sums + row * parts * latent + c;
    float sum = 0;
    UNROLL_BY(8)
    for (int i = 0; i < parts; i++) {
      sum = FMA(weights[i], from[(index_t) i * latent], sum);
    }
    y[row * latent + c] = sum / total;
  }
}
