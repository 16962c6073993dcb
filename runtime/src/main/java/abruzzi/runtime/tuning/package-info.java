/** Finds out by trying how a model runs fastest on a machine, and keeps the result. */
package abruzzi.runtime.tuning;
