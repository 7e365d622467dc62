package io.b24hub.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.validate.Remark.Weight;
import java.util.Comparator;
import java.util.List;

/**
 * What a validation found.
 *
 * @param files how many files were looked at
 * @param remarks by file and line
 */
public record ValidationReport(int files, List<Remark> remarks) {

    public ValidationReport {
        remarks = List.copyOf(remarks);
    }

    /** 0, or 1 when there is an error. */
    public int exitCode() {
        return count(Weight.ERROR) > 0 ? 1 : 0;
    }

    /** How many remarks there are of a weight. */
    public long count(Weight weight) {
        return remarks.stream().filter(remark -> remark.weight() == weight).count();
    }

    /**
     * For people, a line each and a summary: first what has to be mended, last what is only worth knowing.
     *
     * @param dir the folder as it is to be shown
     */
    public String text(String dir) {
        StringBuilder text = new StringBuilder();
        remarks.stream()
                .sorted(Comparator.comparing(Remark::weight))
                .forEach(remark -> text.append(dir).append('/').append(remark).append('\n'));
        if (!remarks.isEmpty()) {
            text.append('\n');
        }
        return text.append(files)
                .append(files == 1 ? " file: " : " files: ")
                .append(counted(Weight.ERROR))
                .append(", ")
                .append(counted(Weight.WARNING))
                .append(", ")
                .append(counted(Weight.NOTE))
                .append(".\n")
                .toString();
    }

    private String counted(Weight weight) {
        long count = count(weight);
        return (count == 0 ? "no" : Long.toString(count)) + " " + weight.word() + (count == 1 ? "" : "s");
    }

    /** For programs. */
    public String json(String dir) {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode report = json.createObjectNode();
        report.put("files", files);
        report.put("errors", count(Weight.ERROR));
        report.put("warnings", count(Weight.WARNING));
        ArrayNode all = report.putArray("remarks");
        remarks.forEach(remark -> all.addObject()
                .put("file", dir + "/" + remark.file())
                .put("line", remark.line())
                .put("weight", remark.weight().word())
                .put("reason", remark.reason())
                .put("suggestion", remark.suggestion()));
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The report cannot be written", e);
        }
    }
}
