/** {@code abruzzi profile}: what this machine and others are, in numbers. */
package abruzzi.cli.profile;
