/** The command {@code doctor}: what there is to compute with, whether it is right, how fast. */
package abruzzi.cli.doctor;
