/** Measurements of memory and disks that need nothing but the JDK. */
package abruzzi.profiles.measure;
