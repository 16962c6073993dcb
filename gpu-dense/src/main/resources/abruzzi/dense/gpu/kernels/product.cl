/* Products of stored weights with activations, y = W x, and rows of W themselves.
 *
 * Results are counted through all heads: result o is row `o % head_rows` of head `o / head_rows`. A
 * plain matrix is a single head. Head h of the weights begins at row `h * w_head_rows + w_first`;
 * of a token's activations, at column `h * x_head`; of its results, at column `h * y_head`. */
typedef struct {
  int head_rows;
  int w_head_rows;
  int w_first;
  int columns;
  int x_stride;
  int x_head;
  int y_stride;
  int y_head;
} Shape;

#define SHAPE_PARAMETERS \
  index_t row_bytes, int head_rows, int w_head_rows, int w_first, int columns, \
      int x_stride, int x_head, int y_stride, int y_head, int tokens, int add
#define SHAPE {head_rows, w_head_rows, w_first, columns, x_stride, x_head, y_stride, y_head}

FUNCTION GLOBAL const uchar *weight_row(
    const Shape *s, GLOBAL const uchar *w, index_t row_bytes, int o) {
  return w + (index_t) (o / s->head_rows * s->w_head_rows + s->w_first + o % s->head_rows) * row_bytes;
}

/* Tokens that are computed together: `count` of them, whose activations are the rows that `ids` lists
 * from `first` on, or, where it is null, the rows from `first` on; results begin with row `out`. */
typedef struct {
  GLOBAL const int *ids;
  int first;
  int out;
  int count;
} Tokens;

/* Row of activations of token `t`. */
FUNCTION int x_row(const Tokens *tokens, int t) {
  int row = tokens->first + t;
  return tokens->ids ? tokens->ids[row] : row;
}

/* Where the head of result `o` begins in a row of activations. */
FUNCTION index_t x_first(const Shape *s, int o) { return o / s->head_rows * s->x_head; }

/* Where the activations of token `t` of some begin, those of the token `last` for tokens beyond. They
 * are the rows that `rows` has, or, where it is null, rows that follow one another. */
FUNCTION index_t x_index(const Shape *s, index_t first, const int *rows, int t, int last) {
  return first + (index_t) (rows ? rows[t] : t < last ? t : last) * s->x_stride;
}

FUNCTION void put(const Shape *s, GLOBAL float *y, int token, int o, int add, float value) {
  index_t index = (index_t) token * s->y_stride + o / s->head_rows * s->y_head + o % s->head_rows;
  y[index] = add ? y[index] + value : value;
}

/* Activations are floats, or, with ROUNDED_ACTIVATIONS, groups of 32 signed bytes; `x_scales` then
 * has four floats a group: the scale, and for each half the scale times the sum of its bytes. */
#ifdef ROUNDED_ACTIVATIONS
#define X_PARAMETERS GLOBAL const uint *x, GLOBAL const float *x_scales
#define X_ARGUMENTS x, x_scales
#define X_AT(index) \
  (x_scales[(index) / 32 * 4] * (float) signed_byte(x[(index) / 4], (int) ((index) % 4)))
#else
#define X_PARAMETERS GLOBAL const float *x
#define X_ARGUMENTS x
#define X_AT(index) x[index]
#endif

/* ---- A few tokens: some lanes share a row, and the rows of a group share their activations. A group
 * stays within one head. Groups: (head_rows * lanes / VECTOR_ITEMS, tokens or tokens / VECTOR_TOKENS,
 * heads). */
#define VECTOR_ITEMS 128
#define VECTOR_TOKENS 4
#define MOST_LANES 32

#ifdef WEIGHT_AT
#define PLAIN_LOADS 16
#define VECTOR_SCRATCH VECTOR_ITEMS
#define VECTOR_SCRATCH_2 VECTOR_ITEMS
#define VECTOR_SCRATCH_4 VECTOR_ITEMS

FUNCTION void dots(GLOBAL const uchar *row, GLOBAL const uint *grid, X_PARAMETERS, const Shape *s,
    index_t first, const int *rows, const int count, int last, int inside, int lanes, float *sums,
    LOCAL_POINTER float *scratch) {
  for (int from = ITEM_ID % lanes; inside && from < s->columns; from += PLAIN_LOADS * lanes) {
    float weights[PLAIN_LOADS];
    UNROLL
    for (int i = 0; i < PLAIN_LOADS; i++) {
      int c = from + i * lanes;
      weights[i] = WEIGHT_AT(row, c < s->columns ? c : from);
    }
    UNROLL
    for (int i = 0; i < PLAIN_LOADS; i++) {
      int c = from + i * lanes;
      float weight = c < s->columns ? weights[i] : 0;
      UNROLL
      for (int t = 0; t < count; t++) {
        sums[t] = FMA(weight, x[x_index(s, first, rows, t, last) + (c < s->columns ? c : from)], sums[t]);
      }
    }
  }
}

#elif defined(ROUNDED_ACTIVATIONS)
#define VECTOR_SCRATCH VECTOR_ITEMS
#define VECTOR_SCRATCH_2 VECTOR_ITEMS
#define VECTOR_SCRATCH_4 VECTOR_ITEMS

FUNCTION float dot_group(const Group *g, X_PARAMETERS, index_t index) {
  GLOBAL const uint4 *codes = (GLOBAL const uint4 *) (x + index / 4);
  GLOBAL const float *scales = x_scales + index / 32 * 4;
  uint4 low = codes[0];
  uint4 high = codes[1];
  int first = dot4(g->q[0], low.x, dot4(g->q[1], low.y, 0));
  first = dot4(g->q[2], low.z, dot4(g->q[3], low.w, first));
  int second = dot4(g->q[4], high.x, dot4(g->q[5], high.y, 0));
  second = dot4(g->q[6], high.z, dot4(g->q[7], high.w, second));
  float sum = scales[0] * FMA(g->scale[1], (float) second, g->scale[0] * (float) first);
#ifdef HAS_OFFSETS
  sum += FMA(g->offset[1], scales[2], g->offset[0] * scales[1]);
#endif
  return sum;
}

FUNCTION void dots(GLOBAL const uchar *row, GLOBAL const uint *grid, X_PARAMETERS, const Shape *s,
    index_t first, const int *rows, const int count, int last, int inside, int lanes, float *sums,
    LOCAL_POINTER float *scratch) {
  for (int group = ITEM_ID % lanes; inside && group < s->columns / 32; group += lanes) {
    Group g;
    load_group(row, grid, group, &g);
    UNROLL
    for (int t = 0; t < count; t++) {
      sums[t] += dot_group(&g, X_ARGUMENTS, x_index(s, first, rows, t, last) + 32 * group);
    }
  }
}

#else
/* A token's activations for all lanes, with a gap behind each 32 so that lanes meet other banks. */
#define LANE_STRIDE 33
#define TOKEN_STRIDE (MOST_LANES * LANE_STRIDE)
#define STAGED (32 * MOST_LANES / VECTOR_ITEMS)
#define VECTOR_SCRATCH TOKEN_STRIDE
#define VECTOR_SCRATCH_2 (2 * TOKEN_STRIDE)
#define VECTOR_SCRATCH_4 (VECTOR_TOKENS * TOKEN_STRIDE)

FUNCTION float dot_group(const Group *g, LOCAL_POINTER const float *x) {
  float sum = 0;
  UNROLL
  for (int h = 0; h < 2; h++) {
    float products = 0;
    float values = 0;
    UNROLL
    for (int j = 16 * h; j < 16 * h + 16; j++) {
      products = FMA((float) signed_byte(g->q[j / 4], j % 4), x[j], products);
      values += x[j];
    }
    sum = FMA(g->scale[h], products, sum);
#ifdef HAS_OFFSETS
    sum = FMA(g->offset[h], values, sum);
#endif
  }
  return sum;
}

FUNCTION void dots(GLOBAL const uchar *row, GLOBAL const uint *grid, X_PARAMETERS, const Shape *s,
    index_t first, const int *rows, const int count, int last, int inside, int lanes, float *sums,
    LOCAL_POINTER float *scratch) {
  int lane = ITEM_ID % lanes;
  for (int column = 0; column < s->columns; column += 32 * lanes) {
    // all loads before the barriers, so that they wait together
    float staged[VECTOR_TOKENS * STAGED];
    UNROLL
    for (int t = 0; t < count; t++) {
      index_t from = x_index(s, first, rows, t, last);
      UNROLL
      for (int i = 0; i < STAGED; i++) {
        int c = column + ITEM_ID + i * VECTOR_ITEMS;
        staged[t * STAGED + i] = x[from + (c < s->columns ? c : column)];
      }
    }
    Group g;
    int group = column / 32 + lane;
    load_group(row, grid, group < s->columns / 32 ? group : column / 32, &g);
    BARRIER();
    UNROLL
    for (int t = 0; t < count; t++) {
      UNROLL
      for (int i = 0; i < STAGED; i++) {
        int c = ITEM_ID + i * VECTOR_ITEMS;
        if (c < 32 * lanes) {
          scratch[t * TOKEN_STRIDE + c / 32 * LANE_STRIDE + c % 32] = staged[t * STAGED + i];
        }
      }
    }
    BARRIER();
    if (inside && group < s->columns / 32) {
      UNROLL
      for (int t = 0; t < count; t++) {
        sums[t] += dot_group(&g, scratch + t * TOKEN_STRIDE + lane * LANE_STRIDE);
      }
    }
  }
  BARRIER();
}
#endif

/* Tokens beyond the last are computed in vain. `rows` is null where tokens follow one another. */
FUNCTION void vector_product(GLOBAL const uchar *w, index_t row_bytes, GLOBAL const uint *grid,
    X_PARAMETERS, GLOBAL float *y, const Shape *s, const Tokens *tokens, const int *rows, int head,
    const int count, int add, int lanes, LOCAL_POINTER float *scratch) {
  int row = GROUP_ID(0) * (VECTOR_ITEMS / lanes) + ITEM_ID / lanes;
  int inside = row < s->head_rows;
  int o = head * s->head_rows + (inside ? row : 0);
  int last = tokens->count - 1;
  index_t first = rows ? x_first(s, o) : x_first(s, o) + (index_t) tokens->first * s->x_stride;
  float sums[VECTOR_TOKENS] = {0, 0, 0, 0};
  dots(weight_row(s, w, row_bytes, o), grid, X_ARGUMENTS, s, first, rows, count, last, inside,
      lanes, sums, scratch);
  UNROLL
  for (int t = 0; t < count; t++) {
    float sum = lanes_sum(sums[t], lanes, scratch);
    if (inside && t <= last && ITEM_ID % lanes == 0) {
      put(s, y, tokens->out + t, o, add, sum);
    }
  }
}

KERNEL GROUP_SIZE(VECTOR_ITEMS) product_1(GLOBAL const uchar *w, GLOBAL const uint *grid,
    X_PARAMETERS, GLOBAL float *y, SHAPE_PARAMETERS, int lanes) {
  LOCAL float scratch[VECTOR_SCRATCH];
  const Shape s = SHAPE;
  const Tokens one = {0, GROUP_ID(1), GROUP_ID(1), 1};
  vector_product(w, row_bytes, grid, X_ARGUMENTS, y, &s, &one, (const int *) 0, GROUP_ID(2), 1,
      add, lanes, scratch);
}

KERNEL GROUP_SIZE(VECTOR_ITEMS) product_4(GLOBAL const uchar *w, GLOBAL const uint *grid,
    X_PARAMETERS, GLOBAL float *y, SHAPE_PARAMETERS, int lanes) {
  LOCAL float scratch[VECTOR_SCRATCH_4];
  const Shape s = SHAPE;
  int first = GROUP_ID(1) * VECTOR_TOKENS;
  const Tokens some = {0, first, first, tokens - first};
  vector_product(w, row_bytes, grid, X_ARGUMENTS, y, &s, &some, (const int *) 0, GROUP_ID(2),
      VECTOR_TOKENS, add, lanes, scratch);
}

/* ---- Many tokens: tiles of TILE_ROWS results by TILE_TOKENS tokens, TILE_DEPTH columns at a time;
 * a work-item computes 4 by 4 of them. Heads are the third dimension of the groups. */
#define TILE_ROWS 64
#define TILE_TOKENS 32
#define TILE_DEPTH 64
#define TILE_ITEMS 128
#define TILE_ROW_STRIDE (TILE_ROWS + 4)
#define TILE_TOKEN_STRIDE (TILE_TOKENS + 1)

FUNCTION void tile_weights(GLOBAL const uchar *w, index_t row_bytes, GLOBAL const uint *grid,
    const Shape *s, int first_row, int last_row, int column, LOCAL_POINTER float *tile) {
#ifdef WEIGHT_AT
  for (int i = ITEM_ID; i < TILE_ROWS * TILE_DEPTH; i += TILE_ITEMS) {
    int r = i / TILE_DEPTH;
    int k = i % TILE_DEPTH;
    int o = first_row + r;
    tile[k * TILE_ROW_STRIDE + r] = o < last_row && column + k < s->columns
        ? WEIGHT_AT(weight_row(s, w, row_bytes, o), column + k) : 0;
  }
#else
  int r = ITEM_ID % TILE_ROWS;
  int k = ITEM_ID / TILE_ROWS * 32;
  int o = first_row + r;
  Group g;
  int inside = o < last_row && column + k < s->columns;
  if (inside) {
    load_group(weight_row(s, w, row_bytes, o), grid, (column + k) / 32, &g);
  }
  UNROLL
  for (int j = 0; j < 32; j++) {
    tile[(k + j) * TILE_ROW_STRIDE + r] = inside ? group_weight(&g, j) : 0;
  }
#endif
}

FUNCTION void tile_activations(X_PARAMETERS, const Shape *s, const Tokens *tokens, int o, int column,
    LOCAL_POINTER float *tile) {
  for (int i = ITEM_ID; i < TILE_TOKENS * TILE_DEPTH; i += TILE_ITEMS) {
    int t = i / TILE_DEPTH;
    int k = i % TILE_DEPTH;
    float value = 0;
    if (t < tokens->count && column + k < s->columns) {
      index_t index = x_first(s, o) + (index_t) x_row(tokens, t) * s->x_stride + column + k;
      value = X_AT(index);
    }
    tile[k * TILE_TOKEN_STRIDE + t] = value;
  }
}

FUNCTION void tiled_product(GLOBAL const uchar *w, index_t row_bytes, GLOBAL const uint *grid,
    X_PARAMETERS, GLOBAL float *y, const Shape *s, const Tokens *tokens, int head, int add,
    LOCAL_POINTER float *weights, LOCAL_POINTER float *activations) {
  int first = head * s->head_rows;
  int last = first + s->head_rows;
  int first_row = first + GROUP_ID(0) * TILE_ROWS;
  int r = ITEM_ID % 16 * 4;
  int t = ITEM_ID / 16 * 4;
  float sums[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  for (int column = 0; column < s->columns; column += TILE_DEPTH) {
    BARRIER();
    tile_weights(w, row_bytes, grid, s, first_row, last, column, weights);
    tile_activations(X_ARGUMENTS, s, tokens, first, column, activations);
    BARRIER();
    for (int k = 0; k < TILE_DEPTH; k++) {
      UNROLL
      for (int i = 0; i < 4; i++) {
        float value = activations[k * TILE_TOKEN_STRIDE + t + i];
        UNROLL
        for (int j = 0; j < 4; j++) {
          sums[4 * i + j] = FMA(weights[k * TILE_ROW_STRIDE + r + j], value, sums[4 * i + j]);
        }
      }
    }
  }
  UNROLL
  for (int i = 0; i < 4; i++) {
    UNROLL
    for (int j = 0; j < 4; j++) {
      if (t + i < tokens->count && first_row + r + j < last) {
        put(s, y, tokens->out + t + i, first_row + r + j, add, sums[4 * i + j]);
      }
    }
  }
}

/* Groups: (head_rows / TILE_ROWS, tokens / TILE_TOKENS, heads). */
KERNEL GROUP_SIZE(TILE_ITEMS) product_tiled(GLOBAL const uchar *w, GLOBAL const uint *grid,
    X_PARAMETERS, GLOBAL float *y, SHAPE_PARAMETERS, int lanes) {
  LOCAL float weights[TILE_DEPTH * TILE_ROW_STRIDE];
  LOCAL float activations[TILE_DEPTH * TILE_TOKEN_STRIDE];
  const Shape s = SHAPE;
  int first = GROUP_ID(1) * TILE_TOKENS;
  const Tokens some = {0, first, first, tokens - first};
  tiled_product(
      w, row_bytes, grid, X_ARGUMENTS, y, &s, &some, GROUP_ID(2), add, weights, activations);
}

/* ---- Experts: many matrices of one shape back to back, each multiplied with tokens of its own. Of
 * the table, from `tiles` on, each three numbers are the matrix, the first of its rows of results,
 * and how many they are, at most as many as the kernel's name says; from `ids` on, the rows of
 * activations for these rows, which are the same rows where `ids` is below 0. `w` begins with matrix
 * `first_matrix`. The second weights take the same activations to the second results.
 * Groups: (rows as above, tiles, 1 or 2 for both weights). */
#define EXPERT_PARAMETERS \
  GLOBAL const uchar *w, GLOBAL const uchar *w_second, GLOBAL const uint *grid, X_PARAMETERS, \
      GLOBAL float *y, GLOBAL float *y_second, GLOBAL const int *table, index_t row_bytes, int rows, \
      int columns, int tiles, int ids, int first_matrix, int lanes
#define EXPERT_ARGUMENTS \
  w, w_second, grid, X_ARGUMENTS, y, y_second, table, row_bytes, rows, columns, tiles, ids, \
      first_matrix, lanes
#define EXPERT_TILE (table + tiles + 3 * GROUP_ID(1))
#define EXPERT_SHAPE \
  {rows, 0, (EXPERT_TILE[0] - first_matrix) * rows, columns, columns, 0, rows, 0}
#define EXPERT_TOKENS \
  {ids < 0 ? (GLOBAL const int *) 0 : table + ids, EXPERT_TILE[1], EXPERT_TILE[1], EXPERT_TILE[2]}
#define EXPERT_WEIGHTS (GROUP_ID(2) ? w_second : w)
#define EXPERT_RESULTS (GROUP_ID(2) ? y_second : y)

FUNCTION void experts_product(EXPERT_PARAMETERS, const int count, LOCAL_POINTER float *scratch) {
  const Shape s = EXPERT_SHAPE;
  const Tokens tokens = EXPERT_TOKENS;
  int x_rows[VECTOR_TOKENS];
  UNROLL
  for (int t = 0; t < count; t++) {
    x_rows[t] = x_row(&tokens, t < tokens.count ? t : tokens.count - 1);
  }
  vector_product(EXPERT_WEIGHTS, row_bytes, grid, X_ARGUMENTS, EXPERT_RESULTS, &s, &tokens, x_rows,
      0, count, 0, lanes, scratch);
}

KERNEL GROUP_SIZE(VECTOR_ITEMS) experts_1(EXPERT_PARAMETERS) {
  LOCAL float scratch[VECTOR_SCRATCH];
  experts_product(EXPERT_ARGUMENTS, 1, scratch);
}

KERNEL GROUP_SIZE(VECTOR_ITEMS) experts_2(EXPERT_PARAMETERS) {
  LOCAL float scratch[VECTOR_SCRATCH_2];
  experts_product(EXPERT_ARGUMENTS, 2, scratch);
}

KERNEL GROUP_SIZE(VECTOR_ITEMS) experts_4(EXPERT_PARAMETERS) {
  LOCAL float scratch[VECTOR_SCRATCH_4];
  experts_product(EXPERT_ARGUMENTS, VECTOR_TOKENS, scratch);
}

KERNEL GROUP_SIZE(TILE_ITEMS) experts_tiled(EXPERT_PARAMETERS) {
  LOCAL float weights[TILE_DEPTH * TILE_ROW_STRIDE];
  LOCAL float activations[TILE_DEPTH * TILE_TOKEN_STRIDE];
  const Shape s = EXPERT_SHAPE;
  const Tokens some = EXPERT_TOKENS;
  tiled_product(EXPERT_WEIGHTS, row_bytes, grid, X_ARGUMENTS, EXPERT_RESULTS, &s, &some, 0, 0,
      weights, activations);
}

#ifndef ROUNDED_ACTIVATIONS
/* ---- Weighted sums of rows: y[token][head][column] = sum over n of x[token][head][n] * W[n][column],
 * `n` counting the head's `head_rows` rows. Activations are floats.
 * Groups: (columns / 32 / SUM_ITEMS, tokens, heads); a work-item takes 32 columns. */
#define SUM_ITEMS 32

KERNEL GROUP_SIZE(SUM_ITEMS) product_transposed(GLOBAL const uchar *w, GLOBAL const uint *grid,
    GLOBAL const float *x, GLOBAL float *y, SHAPE_PARAMETERS) {
  int column = (GROUP_ID(0) * SUM_ITEMS + ITEM_ID) * 32;
  int head = GROUP_ID(2);
  GLOBAL const uchar *row = w + (index_t) (head * w_head_rows + w_first) * row_bytes;
  GLOBAL const float *factors = x + (index_t) GROUP_ID(1) * x_stride + head * x_head;
  float sums[32];
  for (int j = 0; j < 32; j++) {
    sums[j] = 0;
  }
  if (column < columns) {
    for (int n = 0; n < head_rows; n++) {
#ifdef WEIGHT_AT
      UNROLL
      for (int j = 0; j < 32; j++) {
        float weight = column + j < columns ? WEIGHT_AT(row, column + j) : 0;
        sums[j] = FMA(factors[n], weight, sums[j]);
      }
#else
      Group g;
      load_group(row, grid, column / 32, &g);
      UNROLL
      for (int j = 0; j < 32; j++) {
        sums[j] = FMA(factors[n], group_weight(&g, j), sums[j]);
      }
#endif
      row += row_bytes;
    }
    GLOBAL float *out = y + (index_t) GROUP_ID(1) * y_stride + head * y_head + column;
    for (int j = 0; j < 32; j++) {
      if (column + j < columns) {
        out[j] = sums[j];
      }
    }
  }
}

/* ---- Rows as floats: y[t] = W[ids[t]]. Groups: (columns / 32 / ROW_ITEMS, tokens). */
#define ROW_ITEMS 32

KERNEL GROUP_SIZE(ROW_ITEMS) weight_rows(GLOBAL const uchar *w, GLOBAL const uint *grid,
    GLOBAL const int *ids, GLOBAL float *y, index_t row_bytes, int columns) {
  int column = (GROUP_ID(0) * ROW_ITEMS + ITEM_ID) * 32;
  GLOBAL const uchar *row = w + (index_t) ids[GROUP_ID(1)] * row_bytes;
  GLOBAL float *out = y + (index_t) GROUP_ID(1) * columns + column;
  if (column < columns) {
#ifdef WEIGHT_AT
    for (int j = 0; j < 32 && column + j < columns; j++) {
      out[j] = WEIGHT_AT(row, column + j);
    }
#else
    Group g;
    load_group(row, grid, column / 32, &g);
    UNROLL
    for (int j = 0; j < 32; j++) {
      out[j] = group_weight(&g, j);
    }
#endif
  }
}
#endif
