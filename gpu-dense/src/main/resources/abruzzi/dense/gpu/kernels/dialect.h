/* The common subset of OpenCL C 1.2 and CUDA C that all kernels are written in.
 *
 * Work-items are in one dimension within a group; groups are in up to three. What a warp or an
 * instruction does at once on one side has a portable form on the other that gives the same bits. */
#ifdef __CUDACC__

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long long index_t;

#define KERNEL extern "C" __global__ void
#define FUNCTION static __device__ __forceinline__
#define GLOBAL
#define LOCAL __shared__
#define LOCAL_POINTER
#define GROUP_ID(d) ((int) ((d) == 0 ? blockIdx.x : (d) == 1 ? blockIdx.y : blockIdx.z))
#define ITEM_ID ((int) threadIdx.x)
#define BARRIER() __syncthreads()
#define GROUP_SIZE(n) __launch_bounds__(n)
#define UNROLL _Pragma("unroll")
#define PRAGMA(text) _Pragma(#text)
#define UNROLL_BY(n) PRAGMA(unroll n)
#define BITS_FLOAT(bits) __uint_as_float(bits)
#define FLOAT_BITS(value) __float_as_uint(value)
#define POPCOUNT(bits) __popc(bits)
#define ROUND_EVEN(value) rintf(value)
#define EXP(value) expf(value)
#define SQRT(value) sqrtf(value)
#define FMA(a, b, c) fmaf(a, b, c)
#define MAX(a, b) fmaxf(a, b)
#define ABS(value) fabsf(value)

/* A half from its bits. */
FUNCTION float half_value(ushort bits) {
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
}

/* The bits of the nearest half, ties to even. */
FUNCTION ushort half_bits(float value) {
  ushort bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
}

/* sum + the four products of signed bytes. */
FUNCTION int dot4(uint a, uint b, int sum) { return __dp4a((int) a, (int) b, sum); }

#else

typedef ulong index_t;

#define KERNEL __kernel void
#define FUNCTION static inline
#define GLOBAL __global
#define LOCAL __local
#define LOCAL_POINTER __local
#define GROUP_ID(d) ((int) get_group_id(d))
#define ITEM_ID ((int) get_local_id(0))
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#define GROUP_SIZE(n) __attribute__((reqd_work_group_size(n, 1, 1)))
#define UNROLL
#define UNROLL_BY(n)
#define BITS_FLOAT(bits) as_float((uint) (bits))
#define FLOAT_BITS(value) as_uint(value)
#define POPCOUNT(bits) popcount(bits)
#define ROUND_EVEN(value) rint(value)
#define EXP(value) exp(value)
#define SQRT(value) sqrt(value)
#define FMA(a, b, c) fma(a, b, c)
#define MAX(a, b) fmax(a, b)
#define ABS(value) fabs(value)

FUNCTION float half_value(ushort bits) { return vload_half(0, (const half *) &bits); }

FUNCTION ushort half_bits(float value) {
  ushort bits;
  vstore_half_rte(value, 0, (half *) &bits);
  return bits;
}

FUNCTION int dot4(uint a, uint b, int sum) {
  char4 x = as_char4(a);
  char4 y = as_char4(b);
  return sum + x.x * y.x + x.y * y.y + x.z * y.z + x.w * y.w;
}

#endif

/* Sums over neighbouring work-items, `lanes` of them, a power of two up to 32: the pairs that are
 * `lanes / 2` apart first. `scratch` holds a float for each work-item of the group; the result is
 * valid in the first work-item of the lanes. A group's work-items all come here. */
FUNCTION float lanes_sum(float value, int lanes, LOCAL_POINTER float *scratch) {
#ifdef __CUDACC__
  for (int step = lanes / 2; step > 0; step /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, step);
  }
  return value;
#else
  int item = ITEM_ID;
  scratch[item] = value;
  BARRIER();
  if (item % lanes == 0) {
    for (int step = lanes / 2; step > 0; step /= 2) {
      for (int i = 0; i < step; i++) {
        scratch[item + i] += scratch[item + i + step];
      }
    }
    value = scratch[item];
  }
  BARRIER();
  return value;
#endif
}

/* Sums of `count` values each, at most 32, over 32 neighbouring work-items, with the pairs of
 * lanes_sum; valid in all of them. `scratch` holds `count` floats for each work-item of the group. */
FUNCTION void lanes_sums(float *values, const int count, LOCAL_POINTER float *scratch) {
#ifdef __CUDACC__
  UNROLL
  for (int step = 16; step > 0; step /= 2) {
    UNROLL
    for (int i = 0; i < count; i++) {
      values[i] += __shfl_xor_sync(0xffffffffu, values[i], step);
    }
  }
#else
  LOCAL_POINTER float *own = scratch + ITEM_ID / 32 * 32 * count;
  int lane = ITEM_ID % 32;
  for (int i = 0; i < count; i++) {
    own[32 * i + lane] = values[i];
  }
  BARRIER();
  if (lane < count) {
    for (int step = 16; step > 0; step /= 2) {
      for (int i = 0; i < step; i++) {
        own[32 * lane + i] += own[32 * lane + i + step];
      }
    }
  }
  BARRIER();
  for (int i = 0; i < count; i++) {
    values[i] = own[32 * i];
  }
  BARRIER();
#endif
}

/* Sum over a group of `size` work-items, a multiple of 32; valid in all of them. */
FUNCTION float group_sum(float value, int size, LOCAL_POINTER float *scratch) {
  value = lanes_sum(value, 32, scratch);
  int item = ITEM_ID;
  BARRIER();
  if (item % 32 == 0) {
    scratch[item / 32] = value;
  }
  BARRIER();
  float sum = 0;
  for (int i = 0; i < size / 32; i++) {
    sum += scratch[i];
  }
  BARRIER();
  return sum;
}

/* Bytes at any address, little-endian; two and four of them at addresses that are multiples of 2. */
FUNCTION uint byte_at(GLOBAL const uchar *p, int offset) { return p[offset]; }

FUNCTION uint pair_at(GLOBAL const uchar *p, int offset) {
  return *(GLOBAL const ushort *) (p + offset);
}

FUNCTION uint word_at(GLOBAL const uchar *p, int offset) {
  return pair_at(p, offset) | pair_at(p, offset + 2) << 16;
}

/* Four bytes at an address that is a multiple of 4. */
FUNCTION uint aligned_word_at(GLOBAL const uchar *p, int offset) {
  return *(GLOBAL const uint *) (p + offset);
}

/* `count` times four bytes from an address that is a multiple of 2. Where words must be aligned, one
 * more is read than wanted: memory does not end behind the last. */
FUNCTION void words_at(GLOBAL const uchar *p, int offset, const int count, uint *words) {
#ifdef __CUDACC__
  size_t address = (size_t) (p + offset);
  const uint *aligned = (const uint *) (address & ~(size_t) 3);
  int shift = (int) (address & 2) * 8;
  uint low = aligned[0];
  UNROLL
  for (int j = 0; j < count; j++) {
    uint high = aligned[j + 1];
    words[j] = __funnelshift_r(low, high, shift);
    low = high;
  }
#else
  for (int j = 0; j < count; j++) {
    words[j] = word_at(p, offset + 4 * j);
  }
#endif
}

/* `count` times four bytes, a multiple of 16 bytes at such an address. */
FUNCTION void aligned_words_at(GLOBAL const uchar *p, int offset, const int count, uint *words) {
  GLOBAL const uint4 *quads = (GLOBAL const uint4 *) (p + offset);
  UNROLL
  for (int j = 0; j < count / 4; j++) {
    uint4 quad = quads[j];
    words[4 * j] = quad.x;
    words[4 * j + 1] = quad.y;
    words[4 * j + 2] = quad.z;
    words[4 * j + 3] = quad.w;
  }
}

FUNCTION float half_at(GLOBAL const uchar *p, int offset) {
  return half_value((ushort) pair_at(p, offset));
}

/* Four bytes 0 to 127 minus four bytes up to 128. */
FUNCTION uint minus4(uint a, uint b) { return ((a | 0x80808080u) - b) ^ 0x80808080u; }

/* Four bits as the lowest bits of four bytes. */
FUNCTION uint spread4(uint bits) { return (bits * 0x00204081u) & 0x01010101u; }

/* Four bytes 1 to 127, each negated where its bit is set. */
FUNCTION uint negate4(uint a, uint bits) {
  uint ones = spread4(bits);
  return (a ^ (ones * 255u)) + ones;
}

/* Byte i of a word as a signed number. */
FUNCTION int signed_byte(uint word, int i) { return ((int) (word << (24 - 8 * i))) >> 24; }
