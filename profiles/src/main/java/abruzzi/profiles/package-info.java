/** What a machine is, in numbers that planning works from: records, files of them, a probe. */
package abruzzi.profiles;
