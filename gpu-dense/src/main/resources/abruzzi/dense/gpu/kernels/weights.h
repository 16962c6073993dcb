/* Weights of one storage type, WEIGHT_TYPE, as numbers.
 *
 * Types in blocks come in groups of 32 columns: 32 signed bytes, and for each half of the group a
 * scale and an offset. A weight is scale * byte + offset. The layouts are those of the classes of
 * the same names in abruzzi.quant.block. */
typedef struct {
  uint q[8];
  float scale[2];
  float offset[2];
} Group;

/* What most types have: one scale for the whole group, no offset. */
FUNCTION void scale_group(Group *g, float scale) {
  g->scale[0] = scale;
  g->scale[1] = scale;
  g->offset[0] = 0;
  g->offset[1] = 0;
}

/* The first block of a row's group and the group's place in it. */
#define BLOCK_OF(row, group, groups, bytes) ((row) + (index_t) ((group) / (groups)) * (bytes))
#define PLACE_OF(group, groups) ((group) % (groups))

#if WEIGHT_TYPE == TYPE_F32
#define WEIGHT_AT(row, column) (((GLOBAL const float *) (row))[column])

#elif WEIGHT_TYPE == TYPE_F16
#define WEIGHT_AT(row, column) half_value(((GLOBAL const ushort *) (row))[column])

#elif WEIGHT_TYPE == TYPE_BF16
#define WEIGHT_AT(row, column) BITS_FLOAT((uint) ((GLOBAL const ushort *) (row))[column] << 16)

#elif WEIGHT_TYPE == TYPE_Q8_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 34);
  words_at(b, 2, 8, g->q);
  scale_group(g, half_at(b, 0));
}

#elif WEIGHT_TYPE == TYPE_Q4_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 18);
  uint words[4];
  words_at(b, 2, 4, words);
  UNROLL
  for (int j = 0; j < 4; j++) {
    g->q[j] = minus4(words[j] & 0x0f0f0f0fu, 0x08080808u);
    g->q[j + 4] = minus4(words[j] >> 4 & 0x0f0f0f0fu, 0x08080808u);
  }
  scale_group(g, half_at(b, 0));
}

#elif WEIGHT_TYPE == TYPE_Q4_1
#define HAS_OFFSETS
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 20);
  UNROLL
  for (int j = 0; j < 4; j++) {
    uint word = aligned_word_at(b, 4 + 4 * j);
    g->q[j] = word & 0x0f0f0f0fu;
    g->q[j + 4] = word >> 4 & 0x0f0f0f0fu;
  }
  scale_group(g, half_at(b, 0));
  g->offset[0] = g->offset[1] = half_at(b, 2);
}

#elif WEIGHT_TYPE == TYPE_Q5_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 22);
  uint words[5];
  words_at(b, 2, 5, words);
  UNROLL
  for (int j = 0; j < 4; j++) {
    uint word = words[j + 1];
    uint first = (word & 0x0f0f0f0fu) | spread4(words[0] >> 4 * j & 15) << 4;
    uint second = (word >> 4 & 0x0f0f0f0fu) | spread4(words[0] >> (16 + 4 * j) & 15) << 4;
    g->q[j] = minus4(first, 0x10101010u);
    g->q[j + 4] = minus4(second, 0x10101010u);
  }
  scale_group(g, half_at(b, 0));
}

#elif WEIGHT_TYPE == TYPE_Q5_1
#define HAS_OFFSETS
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 24);
  uint high = aligned_word_at(b, 4);
  UNROLL
  for (int j = 0; j < 4; j++) {
    uint word = aligned_word_at(b, 8 + 4 * j);
    g->q[j] = (word & 0x0f0f0f0fu) | spread4(high >> 4 * j & 15) << 4;
    g->q[j + 4] = (word >> 4 & 0x0f0f0f0fu) | spread4(high >> (16 + 4 * j) & 15) << 4;
  }
  scale_group(g, half_at(b, 0));
  g->offset[0] = g->offset[1] = half_at(b, 2);
}

#elif WEIGHT_TYPE == TYPE_Q1_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 4, 18);
  uint bits = word_at(b, 2 + 4 * PLACE_OF(group, 4));
  UNROLL
  for (int j = 0; j < 8; j++) {
    g->q[j] = minus4(spread4(bits >> 4 * j & 15) << 1, 0x01010101u);
  }
  scale_group(g, half_at(b, 0));
}

#elif WEIGHT_TYPE == TYPE_Q2_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 2, 18);
  UNROLL
  for (int j = 0; j < 8; j++) {
    uint four = byte_at(b, 2 + 8 * PLACE_OF(group, 2) + j);
    uint spread = (four | four << 6 | four << 12 | four << 18) & 0x03030303u;
    g->q[j] = minus4(spread, 0x01010101u);
  }
  scale_group(g, half_at(b, 0));
}

#elif WEIGHT_TYPE == TYPE_Q2_K
#define HAS_OFFSETS
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 84);
  int i = PLACE_OF(group, 8);
  UNROLL
  for (int j = 0; j < 8; j++) {
    g->q[j] = aligned_word_at(b, 16 + 32 * (i / 4) + 4 * j) >> 2 * (i % 4) & 0x03030303u;
  }
  float d = half_at(b, 80);
  float least = half_at(b, 82);
  UNROLL
  for (int h = 0; h < 2; h++) {
    uint s = byte_at(b, 2 * i + h);
    g->scale[h] = d * (float) (s & 15);
    g->offset[h] = -(least * (float) (s >> 4));
  }
}

#elif WEIGHT_TYPE == TYPE_Q3_K
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 110);
  int i = PLACE_OF(group, 8);
  uint low[8];
  uint high[8];
  words_at(b, 32 + 32 * (i / 4), 8, low);
  words_at(b, 0, 8, high);
  UNROLL
  for (int j = 0; j < 8; j++) {
    uint both = (low[j] >> 2 * (i % 4) & 0x03030303u) | (high[j] >> i & 0x01010101u) << 2;
    g->q[j] = minus4(both, 0x04040404u);
  }
  scale_group(g, 0);
  float d = half_at(b, 108);
  UNROLL
  for (int h = 0; h < 2; h++) {
    int s = 2 * i + h;
    uint four = s < 8 ? byte_at(b, 96 + s) & 15 : byte_at(b, 88 + s) >> 4;
    uint two = byte_at(b, 104 + s % 4) >> 2 * (s / 4) & 3;
    g->scale[h] = d * (float) ((int) (four | two << 4) - 32);
  }
}

#elif WEIGHT_TYPE == TYPE_Q4_K || WEIGHT_TYPE == TYPE_Q5_K
#define HAS_OFFSETS
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
#if WEIGHT_TYPE == TYPE_Q4_K
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 144);
  const int codes = 16;
#else
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 176);
  const int codes = 48;
#endif
  int i = PLACE_OF(group, 8);
  aligned_words_at(b, codes + 32 * (i / 2), 8, g->q);
#if WEIGHT_TYPE == TYPE_Q5_K
  uint high[8];
  aligned_words_at(b, 16, 8, high);
#endif
  UNROLL
  for (int j = 0; j < 8; j++) {
    g->q[j] = g->q[j] >> 4 * (i % 2) & 0x0f0f0f0fu;
#if WEIGHT_TYPE == TYPE_Q5_K
    g->q[j] |= (high[j] >> i & 0x01010101u) << 4;
#endif
  }
  uint s;
  uint m;
  if (i < 4) {
    s = byte_at(b, 4 + i) & 63;
    m = byte_at(b, 8 + i) & 63;
  } else {
    uint low = byte_at(b, 8 + i);
    s = (low & 15) | byte_at(b, i) >> 6 << 4;
    m = low >> 4 | byte_at(b, 4 + i) >> 6 << 4;
  }
  scale_group(g, half_at(b, 0) * (float) s);
  g->offset[0] = g->offset[1] = -(half_at(b, 2) * (float) m);
}

#elif WEIGHT_TYPE == TYPE_Q6_K
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 210);
  int i = PLACE_OF(group, 8);
  int n = i / 4;
  int k = i % 4;
  uint low[8];
  uint high[8];
  words_at(b, 64 * n + 32 * (k % 2), 8, low);
  words_at(b, 128 + 32 * n, 8, high);
  UNROLL
  for (int j = 0; j < 8; j++) {
    uint both = (low[j] >> 4 * (k / 2) & 0x0f0f0f0fu) | (high[j] >> 2 * k & 0x03030303u) << 4;
    g->q[j] = minus4(both, 0x20202020u);
  }
  scale_group(g, 0);
  float d = half_at(b, 208);
  uint scales = pair_at(b, 192 + 2 * i);
  g->scale[0] = d * (float) signed_byte(scales, 0);
  g->scale[1] = d * (float) signed_byte(scales, 1);
}

#elif WEIGHT_TYPE == TYPE_TQ1_0
/* Digit of four bytes of five base-3 digits each; power is 3 to the number of the digit. */
FUNCTION uint digits4(uint word, uint power) {
  uint even = (word & 0x00ff00ffu) * power & 0x00ff00ffu;
  uint odd = (word >> 8 & 0x00ff00ffu) * power & 0x00ff00ffu;
  return (even * 3 >> 8 & 0x00030003u) | (odd * 3 & 0x03000300u);
}

FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 54);
  int i = PLACE_OF(group, 8);
  uint power = i == 0 ? 1 : i == 1 ? 3 : i == 2 ? 9 : i == 3 ? 27 : 81;
  uint first = i < 5 ? power : i == 5 ? 1 : i == 6 ? 9 : 81;
  uint second = i < 5 ? power : i == 5 ? 3 : 27;
  uint words[8];
  words_at(b, i < 5 ? 0 : 32, 4, words);
  if (i < 5) {
    words_at(b, 16, 4, words + 4);
  } else {
    uint tail = word_at(b, 48);
    UNROLL
    for (int j = 0; j < 4; j++) {
      words[4 + j] = i == 7 ? tail : words[j];
    }
  }
  uint step = 1;
  UNROLL
  for (int j = 0; j < 8; j++) {
    uint power_j = j < 4 ? first : i == 7 ? step : second;
    step *= j < 4 ? 1 : 3;
    g->q[j] = minus4(digits4(words[j], power_j), 0x01010101u);
  }
  scale_group(g, half_at(b, 52));
}

#elif WEIGHT_TYPE == TYPE_TQ2_0
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 66);
  int i = PLACE_OF(group, 8);
  uint words[8];
  words_at(b, 32 * (i / 4), 8, words);
  UNROLL
  for (int j = 0; j < 8; j++) {
    g->q[j] = minus4(words[j] >> 2 * (i % 4) & 0x03030303u, 0x01010101u);
  }
  scale_group(g, half_at(b, 64));
}

#elif WEIGHT_TYPE == TYPE_IQ2_XXS || WEIGHT_TYPE == TYPE_IQ2_XS || WEIGHT_TYPE == TYPE_IQ2_S
/* Grid rows are two words. */
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  int i = PLACE_OF(group, 8);
#if WEIGHT_TYPE == TYPE_IQ2_XXS
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 66);
  uint signs = word_at(b, 6 + 8 * i);
  float d = half_at(b, 0);
  scale_group(g, d * (0.5f + (float) (signs >> 28)) * 0.25f);
#elif WEIGHT_TYPE == TYPE_IQ2_XS
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 74);
  uint scales = byte_at(b, 66 + i);
#else
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 82);
  uint scales = byte_at(b, 74 + i);
  uint high = byte_at(b, 66 + i);
#endif
  UNROLL
  for (int l = 0; l < 4; l++) {
#if WEIGHT_TYPE == TYPE_IQ2_XXS
    uint index = byte_at(b, 2 + 8 * i + l);
    uint sign = signs >> 7 * l & 127;
    sign |= (POPCOUNT(sign) & 1) << 7;
#elif WEIGHT_TYPE == TYPE_IQ2_XS
    uint word = pair_at(b, 2 + 2 * (4 * i + l));
    uint index = word & 511;
    uint sign = word >> 9;
    sign |= (POPCOUNT(sign) & 1) << 7;
#else
    uint index = byte_at(b, 2 + 4 * i + l) | (high >> 2 * l & 3) << 8;
    uint sign = byte_at(b, 34 + 4 * i + l);
#endif
    g->q[2 * l] = negate4(grid[2 * index], sign & 15);
    g->q[2 * l + 1] = negate4(grid[2 * index + 1], sign >> 4);
  }
#if WEIGHT_TYPE != TYPE_IQ2_XXS
  float d = half_at(b, 0);
  scale_group(g, d * (0.5f + (float) (scales & 15)) * 0.25f);
  g->scale[1] = d * (0.5f + (float) (scales >> 4)) * 0.25f;
#endif
}

#elif WEIGHT_TYPE == TYPE_IQ3_XXS
/* Grid rows are one word. */
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 98);
  int i = PLACE_OF(group, 8);
  uint signs = word_at(b, 66 + 4 * i);
  UNROLL
  for (int l = 0; l < 4; l++) {
    uint indices = pair_at(b, 2 + 8 * i + 2 * l);
    uint sign = signs >> 7 * l & 127;
    sign |= (POPCOUNT(sign) & 1) << 7;
    g->q[2 * l] = negate4(grid[indices & 255], sign & 15);
    g->q[2 * l + 1] = negate4(grid[indices >> 8], sign >> 4);
  }
  scale_group(g, half_at(b, 0) * (0.5f + (float) (signs >> 28)) * 0.5f);
}

#elif WEIGHT_TYPE == TYPE_IQ3_S
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 110);
  int i = PLACE_OF(group, 8);
  uint high = byte_at(b, 66 + i);
  UNROLL
  for (int l = 0; l < 4; l++) {
    uint indices = pair_at(b, 2 + 8 * i + 2 * l);
    uint sign = byte_at(b, 74 + 4 * i + l);
    uint first = (indices & 255) | (high >> 2 * l & 1) << 8;
    uint second = indices >> 8 | (high >> (2 * l + 1) & 1) << 8;
    g->q[2 * l] = negate4(grid[first], sign & 15);
    g->q[2 * l + 1] = negate4(grid[second], sign >> 4);
  }
  uint scale = byte_at(b, 106 + i / 2) >> 4 * (i % 2) & 15;
  scale_group(g, half_at(b, 0) * (float) (1 + 2 * scale));
}

#elif WEIGHT_TYPE == TYPE_IQ1_S
/* Grid bytes are 8 * value + 16, so that the shift of an eighth is a whole number. */
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 50);
  int i = PLACE_OF(group, 8);
  uint word = pair_at(b, 34 + 2 * i);
  uint shift = (word >> 15 ? 17 : 15) * 0x01010101u;
  UNROLL
  for (int l = 0; l < 4; l++) {
    uint index = byte_at(b, 2 + 4 * i + l) | (word >> 3 * l & 7) << 8;
    g->q[2 * l] = minus4(grid[2 * index], shift);
    g->q[2 * l + 1] = minus4(grid[2 * index + 1], shift);
  }
  scale_group(g, half_at(b, 0) * (float) (2 * (word >> 12 & 7) + 1) * 0.125f);
}

#elif WEIGHT_TYPE == TYPE_IQ1_M
FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 56);
  int i = PLACE_OF(group, 8);
  UNROLL
  for (int l = 0; l < 4; l++) {
    uint high = byte_at(b, 32 + 2 * i + l / 2) >> 4 * (l % 2) & 15;
    uint index = byte_at(b, 4 * i + l) | (high & 7) << 8;
    uint shift = (high & 8 ? 17 : 15) * 0x01010101u;
    g->q[2 * l] = minus4(grid[2 * index], shift);
    g->q[2 * l + 1] = minus4(grid[2 * index + 1], shift);
  }
  uint bits = pair_at(b, 48) >> 12 | pair_at(b, 50) >> 12 << 4 | pair_at(b, 52) >> 12 << 8
      | pair_at(b, 54) >> 12 << 12;
  float d = half_value((ushort) bits);
  uint scales = pair_at(b, 48 + 2 * (i / 2)) >> 6 * (i % 2);
  scale_group(g, d * (float) (2 * (scales & 7) + 1) * 0.125f);
  g->scale[1] = d * (float) (2 * (scales >> 3 & 7) + 1) * 0.125f;
}

#elif WEIGHT_TYPE == TYPE_IQ4_NL || WEIGHT_TYPE == TYPE_IQ4_XS || WEIGHT_TYPE == TYPE_MXFP4 \
    || WEIGHT_TYPE == TYPE_NVFP4
/* Four bytes of a table of 16, in four words, picked by four nibbles in bytes. */
FUNCTION uint pick4(uint nibbles) {
#if WEIGHT_TYPE == TYPE_IQ4_NL || WEIGHT_TYPE == TYPE_IQ4_XS
  const uint t0 = 0xbfad9881u, t1 = 0xf6eaddcfu, t2 = 0x26190d01u, t3 = 0x71594535u;
#else
  const uint t0 = 0x03020100u, t1 = 0x0c080604u, t2 = 0xfdfeff00u, t3 = 0xf4f8fafcu;
#endif
#ifdef __CUDACC__
  uint low = nibbles & 0x07070707u;
  uint selector = (low | low >> 4) & 0x00ff00ffu;
  selector = (selector | selector >> 8) & 0xffffu;
  uint upper = (nibbles >> 3 & 0x01010101u) * 255u;
  return (__byte_perm(t0, t1, selector) & ~upper) | (__byte_perm(t2, t3, selector) & upper);
#else
  uint result = 0;
  for (int j = 0; j < 4; j++) {
    uint n = nibbles >> 8 * j & 15;
    uint word = n < 8 ? (n < 4 ? t0 : t1) : (n < 12 ? t2 : t3);
    result |= (word >> 8 * (n % 4) & 255u) << 8 * j;
  }
  return result;
#endif
}

FUNCTION void load_group(GLOBAL const uchar *row, GLOBAL const uint *grid, int group, Group *g) {
#if WEIGHT_TYPE == TYPE_NVFP4
  GLOBAL const uchar *b = BLOCK_OF(row, group, 2, 36);
  int i = PLACE_OF(group, 2);
  UNROLL
  for (int h = 0; h < 2; h++) {
    for (int j = 0; j < 2; j++) {
      uint word = aligned_word_at(b, 4 + 8 * (2 * i + h) + 4 * j);
      g->q[4 * h + j] = pick4(word & 0x0f0f0f0fu);
      g->q[4 * h + 2 + j] = pick4(word >> 4 & 0x0f0f0f0fu);
    }
    uint s = byte_at(b, 2 * i + h) & 127;
    float tiny = (float) (s & 7) * 0x1p-10f;
    float normal = BITS_FLOAT(((s >> 3) + 119) << 23 | (s & 7) << 20);
    g->scale[h] = s == 127 ? 0 : s < 8 ? tiny : normal;
    g->offset[h] = 0;
  }
#else
#if WEIGHT_TYPE == TYPE_MXFP4
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 17);
  uint e = byte_at(b, 0);
  scale_group(g, BITS_FLOAT(e < 2 ? 0x00200000u << e : (e - 1) << 23));
  b += 1;
#elif WEIGHT_TYPE == TYPE_IQ4_NL
  GLOBAL const uchar *b = BLOCK_OF(row, group, 1, 18);
  scale_group(g, half_at(b, 0));
  b += 2;
#else
  GLOBAL const uchar *b = BLOCK_OF(row, group, 8, 136);
  int i = PLACE_OF(group, 8);
  uint low = byte_at(b, 4 + i / 2) >> 4 * (i % 2) & 15;
  uint high = pair_at(b, 2) >> 2 * i & 3;
  scale_group(g, half_at(b, 0) * (float) ((int) (low | high << 4) - 32));
  b += 8 + 16 * i;
#endif
  uint words[4];
#if WEIGHT_TYPE == TYPE_MXFP4
  UNROLL
  for (int j = 0; j < 4; j++) {
    words[j] = byte_at(b, 4 * j) | byte_at(b, 4 * j + 1) << 8 | byte_at(b, 4 * j + 2) << 16
        | byte_at(b, 4 * j + 3) << 24;
  }
#else
  words_at(b, 0, 4, words);
#endif
  UNROLL
  for (int j = 0; j < 4; j++) {
    g->q[j] = pick4(words[j] & 0x0f0f0f0fu);
    g->q[j + 4] = pick4(words[j] >> 4 & 0x0f0f0f0fu);
  }
#endif
}
#endif

#ifndef WEIGHT_AT
/* Weight number `j` of a group, 0 to 31. */
FUNCTION float group_weight(const Group *g, int j) {
  return g->scale[j / 16] * (float) signed_byte(g->q[j / 4], j % 4) + g->offset[j / 16];
}
#endif
