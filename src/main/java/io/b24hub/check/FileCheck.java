package io.b24hub.check;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks whether folders can be written to. Writes nothing. */
final class FileCheck implements DestinationCheck {

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<String> seen = new LinkedHashSet<>();
        for (Use use : uses) {
            String folder = use.destination().path();
            if (Use.isOpen(folder)) {
                findings.skipped("file", "flow " + use.flow() + " decides at run time where to");
            } else if (seen.add(folder)) {
                look(folder, findings);
            }
        }
    }

    private static void look(String folder, Findings.Area findings) {
        String subject = "file " + folder;
        Path there;
        try {
            there = Path.of(folder).toAbsolutePath();
        } catch (InvalidPathException e) {
            findings.fail(subject, "this is no path", "Correct the flow's folder.");
            return;
        }
        Path at = there;
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        if (!Files.isDirectory(at) || !Files.isWritable(at)) {
            findings.fail(
                    subject,
                    "this user cannot write to " + at,
                    "Give the user that runs the hub the right to write, or name another folder.");
        } else {
            findings.ok(subject, at.equals(there) ? "can be written to" : "does not exist yet and can be made");
        }
    }
}
