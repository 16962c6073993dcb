/** Which device computes the dense stack: what the user wants, and what the machine has. */
package abruzzi.dense.choice;
