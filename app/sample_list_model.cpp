#include "app/sample_list_model.h"

#include "app/messages.h"

#include <QCoreApplication>
#include <QLocale>

namespace tracestudio {

namespace {

constexpr int thumbnailSide = 192; // device pixels: sharp at twice the size of a card's picture
constexpr int rowsKeptAround = 40; // of the rows in sight: further ones are not worth reading any more

const std::vector<Metric>& allMetrics() {
    static const std::vector<Metric> metrics{Metric::StartDistance, Metric::EndDistance, Metric::CollisionRatio,
                                             Metric::SweptRatio,    Metric::Frechet,     Metric::Hausdorff,
                                             Metric::Rmse,          Metric::Mae,         Metric::Waypoints};
    return metrics;
}

class Texts {
    Q_DECLARE_TR_FUNCTIONS(SampleListModel)
  public:
    static QString metric(Metric metric) {
        switch (metric) {
        case Metric::StartDistance:
            return tr("start, m");
        case Metric::EndDistance:
            return tr("end, m");
        case Metric::CollisionRatio:
            return tr("collision");
        case Metric::SweptRatio:
            return tr("swept collision");
        case Metric::Frechet:
            return tr("Fréchet");
        case Metric::Hausdorff:
            return tr("Hausdorff");
        case Metric::Rmse:
            return tr("RMSE");
        case Metric::Mae:
            return tr("MAE");
        case Metric::Waypoints:
            return tr("waypoints");
        }
        return {};
    }
};

QImage toImage(const cv::Mat& bgr) {
    if (bgr.empty() || bgr.type() != CV_8UC3)
        return {};
    return QImage(bgr.data, bgr.cols, bgr.rows, qsizetype(bgr.step), QImage::Format_BGR888)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

QString metricTitle(Metric metric) {
    return Texts::metric(metric);
}

QString metricText(Metric metric, double value) {
    return metric == Metric::Waypoints ? QLocale().toString(int(value)) : QLocale().toString(value, 'f', 2);
}

QString sortKeyOf(const QString& kind, int model, std::optional<Metric> metric) {
    QString key = kind;
    if (model >= 0)
        key += QStringLiteral(":%1").arg(model);
    if (metric)
        key += QLatin1Char(':') + toQString(nameOf(*metric));
    return key;
}

std::optional<Metric> metricNamed(const QString& name) {
    for (const Metric metric : allMetrics())
        if (name == toQString(nameOf(metric)))
            return metric;
    return std::nullopt;
}

void applySortKey(Query& query, const QString& key, bool isDescending) {
    const QStringList parts = key.split(QLatin1Char(':'));
    const QString& kind = parts.front();
    query.isDescending = isDescending;
    query.sortKey = kind == QLatin1String("id")            ? Query::SortKey::Id
                    : kind == QLatin1String("instruction") ? Query::SortKey::Instruction
                    : kind == QLatin1String("step")        ? Query::SortKey::Step
                    : kind == QLatin1String("category")    ? Query::SortKey::Category
                    : kind == QLatin1String("source")      ? Query::SortKey::DataSource
                    : kind == QLatin1String("verdict")     ? Query::SortKey::Verdict
                    : kind == QLatin1String("metric")      ? Query::SortKey::Metric
                                                           : Query::SortKey::FileOrder;
    query.sortModel = std::size_t(parts.value(1).toInt());
    query.sortMetric = metricNamed(parts.value(2)).value_or(Metric::StartDistance);
}

SampleListModel::SampleListModel(Document* document, QObject* parent)
    : QAbstractTableModel(parent)
    , m_document(document)
    , m_range(std::make_shared<std::pair<std::atomic<int>, std::atomic<int>>>(0, 1 << 30)) {
    makeColumns();
    connect(document, &Document::datasetChanged, this, [this] {
        m_lane.supersede();
        m_asked.clear();
        m_thumbnails.clear();
        reset();
    });
    connect(document, &Document::modelsChanged, this, &SampleListModel::reset);
    connect(document, &Document::visibleRowsChanged, this, &SampleListModel::reset);
    connect(document, &Document::marksChanged, this, [this] { announce({ReviewRole, HasNoteRole, NoteRole}); });
    connect(document, &Document::rowsEdited, this, [this] {
        announce({Qt::DisplayRole, InstructionRole, StepRole, ProblemRole});
    });
    connect(document, &Document::problemsChanged, this, [this] { announce({ProblemRole}); });
    connect(document, &Document::scoresChanged, this, [this] { announce({Qt::DisplayRole, VerdictsRole}); });
}

void SampleListModel::reset() {
    beginResetModel();
    makeColumns();
    endResetModel();
}

void SampleListModel::announce(const QVector<int>& roles) {
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), roles);
}

void SampleListModel::makeColumns() {
    using Kind = Column::Kind;
    m_columns = {{Kind::Id}, {Kind::Picture}, {Kind::Instruction}, {Kind::Step}, {Kind::Category}, {Kind::Source}};
    for (int model = 0; model < int(m_document->models().size()); ++model) {
        m_columns.push_back({Kind::Verdict, model});
        for (const Metric metric : m_metrics)
            m_columns.push_back({Kind::Metric, model, metric});
    }
}

void SampleListModel::setMetrics(const std::vector<Metric>& metrics) {
    m_metrics = metrics;
    reset();
}

void SampleListModel::setVisibleRange(int first, int last) {
    m_range->first = first - rowsKeptAround;
    m_range->second = last + rowsKeptAround;
}

int SampleListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_document->visibleRows().size());
}

int SampleListModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant SampleListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const std::size_t sample = m_document->visibleRows()[std::size_t(index.row())];
    const Dataset& dataset = *m_document->dataset();
    const Column& column = m_columns[std::size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(column, sample);
    case Qt::TextAlignmentRole:
        if (column.kind == Column::Kind::Step || column.kind == Column::Kind::Metric || column.kind == Column::Kind::Id)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column.kind == Column::Kind::Instruction ? toQString(dataset.row(sample).instruction) : QVariant();
    case Qt::AccessibleTextRole: {
        const SampleRow row = dataset.row(sample);
        QString text = QStringLiteral("%1. %2").arg(toQString(row.id), toQString(row.instruction));
        for (const VerdictCell& cell : verdicts(sample))
            text += QStringLiteral(". %1: %2").arg(cell.model, verdictWord(cell.verdict));
        return text;
    }
    case SampleIdRole:
        return toQString(dataset.row(sample).id);
    case InstructionRole:
        return toQString(dataset.row(sample).instruction);
    case StepRole: {
        const int step = dataset.row(sample).step;
        return step < 0 ? QVariant() : QVariant(step);
    }
    case CategoryRole:
        return toQString(dataset.row(sample).category);
    case SourceRole:
        return toQString(dataset.row(sample).dataSource);
    case ThumbnailRole:
        return thumbnail(index.row(), sample);
    case VerdictsRole:
        return QVariant::fromValue(verdicts(sample));
    case ReviewRole: {
        const auto judgement = m_document->markOf(sample).judgement;
        return int(judgement == ReviewMark::Judgement::Good  ? SampleReview::Good
                   : judgement == ReviewMark::Judgement::Bad ? SampleReview::Bad
                                                             : SampleReview::None);
    }
    case HasNoteRole:
        return !m_document->markOf(sample).note.empty();
    case NoteRole:
        return toQString(m_document->markOf(sample).note);
    case ProblemRole: {
        const auto problem = m_document->problemOf(sample);
        return problem ? translated(*problem) : QString();
    }
    default:
        return {};
    }
}

QVariant SampleListModel::cellText(const Column& column, std::size_t sample) const {
    const SampleRow row = m_document->dataset()->row(sample);
    switch (column.kind) {
    case Column::Kind::Id:
        return toQString(row.id);
    case Column::Kind::Instruction:
        return toQString(row.instruction);
    case Column::Kind::Step:
        return row.step < 0 ? QString() : QLocale().toString(row.step);
    case Column::Kind::Category:
        return toQString(row.category);
    case Column::Kind::Source:
        return toQString(row.dataSource);
    case Column::Kind::Metric: {
        const SampleScore* score = m_document->models()[std::size_t(column.model)].scoreFor(sample);
        const auto value = score ? valueOf(column.metric, *score) : std::nullopt;
        return value ? metricText(column.metric, *value) : QStringLiteral("–");
    }
    case Column::Kind::Picture:
    case Column::Kind::Verdict:
        break;
    }
    return {};
}

QVector<VerdictCell> SampleListModel::verdicts(std::size_t sample) const {
    QVector<VerdictCell> cells;
    for (std::size_t model = 0; model < m_document->models().size(); ++model) {
        const OpenModel& open = m_document->models()[model];
        VerdictCell cell{open.shortName, open.name, {}, {}};
        if (const SampleScore* score = open.scoreFor(sample))
            cell.verdict = toQString(nameOf(score->verdict));
        cells.push_back(cell);
    }
    return cells;
}

QImage SampleListModel::thumbnail(int row, std::size_t sample) const {
    const auto key = quint32(sample);
    if (const QImage* known = m_thumbnails.object(key))
        return *known;
    if (m_asked.contains(key))
        return {};
    m_asked.insert(key);
    struct Read {
        QImage image;
        bool isSkipped = false; ///< scrolled away before it was its turn
    };
    auto* self = const_cast<SampleListModel*>(this);
    // The newest request goes first: those rows are in sight now.
    m_lane.run(
        [dataset = m_document->dataset(), sample, row, range = m_range](const std::stop_token&) {
            if (row < range->first || row > range->second)
                return Read{{}, true};
            return Read{toImage(dataset->thumbnail(sample, thumbnailSide)), false};
        },
        [self, key, row](const Read& read) {
            self->m_asked.remove(key);
            if (read.isSkipped)
                return;
            self->m_thumbnails.insert(key, new QImage(read.image));
            const auto& visible = self->m_document->visibleRows();
            if (std::size_t(row) < visible.size() && visible[std::size_t(row)] == key)
                Q_EMIT self->dataChanged(self->index(row, 0), self->index(row, self->columnCount() - 1),
                                         {ThumbnailRole});
        },
        m_askCount++);
    return {};
}

QVariant SampleListModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= int(m_columns.size()))
        return {};
    const Column& column = m_columns[std::size_t(section)];
    using Kind = Column::Kind;
    const QString model = column.model >= 0 ? m_document->models()[std::size_t(column.model)].shortName : QString();
    switch (role) {
    case Qt::DisplayRole:
        switch (column.kind) {
        case Kind::Id:
            return tr("id");
        case Kind::Picture:
            return tr("picture");
        case Kind::Instruction:
            return tr("instruction");
        case Kind::Step:
            return tr("step");
        case Kind::Category:
            return tr("category");
        case Kind::Source:
            return tr("source");
        case Kind::Verdict:
            return m_document->models()[std::size_t(column.model)].name;
        case Kind::Metric:
            return QStringLiteral("%1 %2").arg(model, metricTitle(column.metric));
        }
        return {};
    case ColumnKindRole:
        return int(column.kind == Kind::Picture   ? BrowserColumn::Picture
                   : column.kind == Kind::Verdict ? BrowserColumn::Verdict
                                                  : BrowserColumn::Text);
    case ColumnVerdictIndexRole:
        return column.model;
    case ColumnSortKeyRole:
        switch (column.kind) {
        case Kind::Id:
            return QStringLiteral("id");
        case Kind::Picture:
            return QString();
        case Kind::Instruction:
            return QStringLiteral("instruction");
        case Kind::Step:
            return QStringLiteral("step");
        case Kind::Category:
            return QStringLiteral("category");
        case Kind::Source:
            return QStringLiteral("source");
        case Kind::Verdict:
            return sortKeyOf(QStringLiteral("verdict"), column.model);
        case Kind::Metric:
            return sortKeyOf(QStringLiteral("metric"), column.model, column.metric);
        }
        return {};
    case ColumnWidthRole:
        switch (column.kind) {
        case Kind::Id:
        case Kind::Step:
            return 48;
        case Kind::Picture:
            return 64;
        case Kind::Instruction:
            return 280;
        case Kind::Category:
        case Kind::Source:
        case Kind::Verdict:
            return 112;
        case Kind::Metric:
            return 88;
        }
        return {};
    default:
        return {};
    }
}

} // namespace tracestudio
