#pragma once

#include "app/document.h"
#include "app/sample_list_model.h"
#include "widgets/browser_panel.h"

#include <QObject>
#include <QSet>
#include <map>
#include <string>

namespace tracestudio {

/// Joins the browser panel and the document: what the person clicks and types becomes a query, what the document finds
/// becomes rows, chips and counts. Counting a million rows happens on a worker. GUI thread.
class BrowserController : public QObject {
    Q_OBJECT
  public:
    BrowserController(Document* document, BrowserPanel* panel, QObject* parent = nullptr);

    /// Shows only the samples with this value of "step", "category" or "source".
    void filterBy(const QString& group, const QString& value);
    /// The model whose kinds of failure the chips count.
    void setChipModel(int model);
    /// What the filter line holds when the next dataset has come, instead of nothing.
    void setNextFilterText(const QString& text) { m_nextFilterText = text; }
    /// Dataset indices of the rows that are selected.
    [[nodiscard]] std::vector<std::size_t> selectedSamples() const;
    [[nodiscard]] SampleListModel* list() const { return m_list; }
    [[nodiscard]] bool isIdle() const { return m_countLane.isIdle() && m_list->isIdle(); }

  private:
    /// How often each value occurs among all samples, shown or not.
    struct Census {
        BrowserFacets facets;
        std::vector<std::map<std::string_view, qint64>> verdicts; ///< by model, of nameOf(Verdict)
        qint64 succeedsFails = 0, failsSucceeds = 0;              ///< of the first two models
        qint64 broken = 0;
    };
    void takeDataset();
    void takeModels();
    void renumberModels(const std::vector<int>& indexNow);
    void countAll();
    void updateChips();
    void updateCounts();
    void updateQuery();
    void updateCurrentRow();
    std::map<std::string, QString> m_noteDrafts; ///< by sample id: what was typed and then given up
    void setMark(int row, SampleReview review);
    void askForNote(int row);
    [[nodiscard]] std::optional<std::size_t> sampleAt(int row) const;

    Document* m_document;
    BrowserPanel* m_panel;
    SampleListModel* m_list;
    Census m_census;
    QSet<QString> m_checkedChips;
    QString m_nextFilterText;
    std::filesystem::path m_folder;                    ///< of the dataset that the filters were made for
    std::vector<std::filesystem::path> m_modelsBefore; ///< whose indices the filters use
    int m_chipModel = 0;
    JobLane m_countLane{1};
};

} // namespace tracestudio
