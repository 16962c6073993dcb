package abruzzi.cli.console;

import abruzzi.dense.device.DeviceException;
import abruzzi.planner.placement.PlacementException;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.runtime.session.ContextFullException;
import abruzzi.runtime.session.NonFiniteLogitsException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** Puts a failure into one line: what is wrong, where, and what to do where that is known. */
public final class ErrorLine {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

  private ErrorLine() {}

  /** The line, without control characters and without the name of the program. */
  public static String of(Throwable failure) {
    String text = describe(unwrap(failure));
    return SafeText.of(LINE_BREAKS.matcher(text.strip()).replaceAll(" "));
  }

  /** The text with its first letter in lower case, unless the first word is an abbreviation. */
  public static String firstLetterLower(String text) {
    boolean ordinary = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return ordinary ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }

  /** The failure behind those that only carry another one. */
  private static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null
        && (inner instanceof ExecutionException
            || inner instanceof CompletionException
            || inner instanceof InvocationTargetException
            || inner instanceof UncheckedIOException)) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof IOException io) {
      return describe(io);
    }
    if (failure instanceof OutOfMemoryError) {
      return "not enough memory ("
          + message
          + "); close other programs, or give the Java heap more:"
          + " ABRUZZI_JAVA_OPTIONS=-Xmx4g";
    }
    if (failure instanceof StackOverflowError) {
      return "the input is nested too deeply";
    }
    if (failure instanceof InternalError && message != null && message.contains("memory access")) {
      return "a mapped file became shorter or its disk failed while it was read";
    }
    boolean speaksToUsers =
        failure instanceof GgufFormatException
            || failure instanceof IllegalArgumentException
            || failure instanceof CommandFailedException
            || failure instanceof DeviceException
            || failure instanceof PlacementException
            || failure instanceof ContextFullException
            || failure instanceof NonFiniteLogitsException
            || failure instanceof OutputFailedException;
    return speaksToUsers && message != null
        ? message
        : "internal error, please report it with the output of --debug: " + failure;
  }

  private static String describe(IOException failure) {
    if (failure instanceof JsonProcessingException json) {
      JsonLocation at = json.getLocation();
      String place =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      return "bad JSON" + place + ": " + json.getOriginalMessage();
    }
    if (failure instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(file);
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    if (failure instanceof NotDirectoryException) {
      return "is not a directory";
    }
    return failure.getReason() == null
        ? "failed: " + failure.getClass().getSimpleName()
        : firstLetterLower(failure.getReason());
  }
}
