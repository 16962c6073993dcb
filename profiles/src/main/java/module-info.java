/** The vocabulary of hardware, probes that fill it in, and profiles kept as files. */
module abruzzi.profiles {
  requires com.fasterxml.jackson.databind;
  requires com.github.oshi;
  requires jdk.management;
  requires jdk.unsupported;

  exports abruzzi.profiles;
  exports abruzzi.profiles.measure;

  opens abruzzi.profiles to
      com.fasterxml.jackson.databind;
}
