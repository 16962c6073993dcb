/** The vocabulary of hardware, probes that fill it in, and profiles kept as files. */
module abruzzi.profiles {
  requires com.fasterxml.jackson.databind;
  requires com.github.oshi;
  requires jdk.management;

  exports abruzzi.profiles;

  opens abruzzi.profiles to
      com.fasterxml.jackson.databind;
}
